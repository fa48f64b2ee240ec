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

/** Whatever had the focus as the component came gets it back as it goes, unless something else has taken it since. */
export function useFocusBack(): void {
  const [before] = useState(() => document.activeElement);
  useEffect(
    () => () => {
      setTimeout(() => {
        const isFree = document.activeElement === null || document.activeElement === document.body;
        if (isFree && before instanceof HTMLElement && before.isConnected) before.focus();
      });
    },
    [before],
  );
}
