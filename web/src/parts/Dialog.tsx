import { Modal, type ModalProps } from "@mantine/core";
import { useMediaQuery } from "@mantine/hooks";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";

type Props = Pick<ModalProps, "onClose" | "children" | "size"> & { title: string };

/** A dialog for as long as it is rendered. It takes the whole screen of a telephone, and gives the focus back. */
export function Dialog({ title, ...rest }: Props) {
  const { t } = useTranslation();
  useFocusBack();
  const isNarrow = useMediaQuery("(max-width: 47.99em)", false, { getInitialValueInEffect: false });
  return (
    <Modal
      opened
      title={title}
      fullScreen={isNarrow}
      centered
      closeButtonProps={{ "aria-label": t("act.close"), size: 40 }}
      styles={{ title: { fontWeight: 600, fontSize: 17, overflowWrap: "anywhere" } }}
      // A dialog's header is no banner of the page.
      attributes={{ header: { role: "presentation" } }}
      {...rest}
    />
  );
}

/** What stands in for whatever opened a dialog, where that is gone as the dialog goes: its first control. */
const KEEPS_FOCUS = "[data-keeps-focus]";
const CONTROL = "button:not(:disabled), a[href], input:not(:disabled)";

/** Whatever had the focus as the component came gets it back as it goes, unless something else has taken it since. */
export function useFocusBack(): void {
  const [before] = useState(() => document.activeElement);
  const [around] = useState(() => before?.closest(KEEPS_FOCUS) ?? null);
  useEffect(
    () => () => {
      setTimeout(() => {
        const isFree = document.activeElement === null || document.activeElement === document.body;
        if (!isFree) return;
        const back = before?.isConnected === true ? before : around?.querySelector(CONTROL);
        if (back instanceof HTMLElement) back.focus();
      });
    },
    [before, around],
  );
}
