import { Text } from "@mantine/core";
import { useTranslation } from "react-i18next";

import type { FieldName } from "~/parts/invitation-form/fields";
import { isBlank, type Written } from "~/parts/invitation-form/written";
import type { Reading } from "~/queries/intake";

import { candidatesOf } from "./guesses";

/** How much of the form was read in the message. */
export function Found({ found, written }: { found: Reading; written: Written }) {
  const { t } = useTranslation("record");
  const names = (Object.keys(written) as FieldName[]).filter(
    (name) => candidatesOf(found, name).length > 0 && !isBlank(written[name]),
  );
  return (
    <Text data-found tabIndex={-1} role="status" style={{ outline: "none" }}>
      {names.length === 0 ? t("guess.nothing") : t("guess.found", { count: names.length })}
    </Text>
  );
}
