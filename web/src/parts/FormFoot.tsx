import { Button, Group } from "@mantine/core";
import { useTranslation } from "react-i18next";

interface Props {
  /** What the button says that sends the form. */
  act: string;
  isBusy: boolean;
  onCancel: () => void;
}

/** The end of a form in a dialog: leave it, or send it. */
export function FormFoot({ act, isBusy, onCancel }: Props) {
  const { t } = useTranslation();
  return (
    <Group justify="flex-end">
      <Button variant="default" h={40} onClick={onCancel}>
        {t("act.cancel")}
      </Button>
      <Button type="submit" h={40} loading={isBusy}>
        {act}
      </Button>
    </Group>
  );
}
