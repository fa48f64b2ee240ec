import { Button, type ButtonProps } from "@mantine/core";
import type { ComponentPropsWithRef } from "react";

type Props = ButtonProps & Omit<ComponentPropsWithRef<"button">, "style" | "color">;

/** Ends something for good. Its colour holds against both schemes' surfaces; its words say what it does. */
export function DangerButton({ disabled, ...rest }: Props) {
  return <Button variant="default" h={40} disabled={disabled} c={disabled === true ? undefined : DANGER} {...rest} />;
}

const DANGER = "var(--attention-overdue)";
