import { useTranslation } from "react-i18next";

import { EditBox } from "~/parts/in-place/EditBox";
import { FieldInput } from "~/parts/invitation-form/FieldInput";
import type { FieldName } from "~/parts/invitation-form/fields";
import type { Value } from "~/parts/invitation-form/written";

import { LostRace } from "./LostRace";
import type { FieldEdit } from "./useFieldEdit";

interface Props {
  name: FieldName;
  value: Value;
  edit: FieldEdit;
}

/** A field of an invitation under edit, or the choice where somebody else was faster. */
export function FieldEditor({ name, value, edit }: Props) {
  const { t } = useTranslation("record");
  if (edit.race !== null) return <LostRace name={name} race={edit.race} edit={edit} />;
  return (
    <EditBox save={edit.save} cancel={edit.cancel} isSaving={edit.isSaving}>
      <FieldInput
        name={name}
        value={value}
        onChange={edit.type}
        error={edit.error}
        beneath={name === "respond_by" ? t("hint.respond_by") : undefined}
        hideLabel
      />
    </EditBox>
  );
}
