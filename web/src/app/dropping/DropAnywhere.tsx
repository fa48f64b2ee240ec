import { lazy, Suspense, useState } from "react";

import { useDropAnywhere, useDropping } from "./dropping";

const Dropped = lazy(() => import("./Dropped"));

/** The whole page takes files. What that needs is loaded when the first one is held over it. */
export function DropAnywhere() {
  useDropAnywhere();
  const { isOver, files } = useDropping();
  const [isWanted, setWanted] = useState(false);
  if (!isWanted && (isOver || files.length > 0)) setWanted(true);
  return <Suspense>{isWanted && <Dropped isOver={isOver} files={files} />}</Suspense>;
}
