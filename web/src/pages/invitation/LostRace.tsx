import { useTranslation } from "react-i18next";

import { RaceNote } from "~/parts/in-place/RaceNote";
import type { Race } from "~/parts/in-place/useInPlace";
import type { FieldName } from "~/parts/invitation-form/fields";
import type { Said } from "~/parts/invitation-form/written";
import type { Invitation } from "~/queries/invitations";

import { differences, useFieldWords } from "~/parts/invitation-form/fieldWords";
import type { FieldEdit } from "./useFieldEdit";

interface Props {
  name: FieldName;
  race: Race<Invitation, Said>;
  edit: FieldEdit;
}

/** Somebody else changed the invitation first. */
export function LostRace({ name, race, edit }: Props) {
  const { t } = useTranslation("invitation");
  const words = useFieldWords();
  const theirs = differences(race.base, race.theirs);
  const isSameField = theirs.some((one) => one.name === name);
  return (
    <RaceNote
      title={t("race.title")}
      theirs={theirs.map(({ name: field, from, to }) => ({
        key: field,
        words: t("race.theirs", {
          field: words.label(field),
          from: words.value(field, from),
          to: words.value(field, to),
        }),
      }))}
      mine={t("race.mine", { field: words.label(name), value: words.value(name, race.mine) })}
      error={edit.error}
      keep={t("race.keep_mine")}
      drop={t(isSameField ? "race.take_theirs" : "race.drop_mine")}
      isSaving={edit.isSaving}
      keepMine={() => void edit.keepMine(race)}
      takeTheirs={edit.takeTheirs}
    />
  );
}
