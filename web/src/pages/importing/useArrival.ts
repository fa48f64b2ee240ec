import { useEffect, useRef } from "react";

/** For the heading of what has just come about: it takes the focus, where that was left nowhere. */
export function useArrival() {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    const { activeElement } = document;
    if (activeElement === null || activeElement === document.body) heading.current?.focus();
  }, []);
  return { ref: heading, tabIndex: -1 };
}
