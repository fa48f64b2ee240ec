import { Button, Menu } from "@mantine/core";
import { IconColumns3 } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";

import { COLUMNS, FIXED, useColumns } from "./columns";

/** Which columns the table has; this device remembers. */
export function ColumnChooser() {
  const { t } = useTranslation("everything");
  const { columns, choose, reset } = useColumns();
  return (
    <Menu closeOnItemClick={false} position="bottom-end" shadow="md" width={230}>
      <Menu.Target>
        <Button variant="default" leftSection={<IconColumns3 size={17} aria-hidden />}>
          {t("columns.label")}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {COLUMNS.filter((column) => column !== FIXED).map((column) => {
          const isShown = columns.includes(column);
          return (
            <Menu.CheckboxItem
              key={column}
              checked={isShown}
              onChange={() => choose(isShown ? columns.filter((one) => one !== column) : [...columns, column])}
            >
              {t(`column.${column}`)}
            </Menu.CheckboxItem>
          );
        })}
        <Menu.Divider />
        <Menu.Item onClick={reset}>{t("columns.usual")}</Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
