import { NativeSelect, Stack } from "@mantine/core";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { onceKey, Problem } from "~/api/client";
import { Dialog } from "~/parts/Dialog";
import { Failure } from "~/parts/Failure";
import { FormFoot } from "~/parts/FormFoot";
import { AnchorLink } from "~/parts/links";
import { useFieldWords } from "~/parts/refusal";
import { useRecordContact } from "~/queries/contacts";

import { CADENCES, type CadenceKey } from "./cadence";
import { type PersonField, said } from "./fields";
import { PersonInput } from "./PersonInput";

const ASKED = ["name", "email", "company"] as const satisfies PersonField[];
type Written = Record<(typeof ASKED)[number], string> & { cadence: CadenceKey | "none" };

/** A person to keep in touch with: a name is enough. */
export function NewPerson({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation(["people", "common"]);
  const navigate = useNavigate();
  const record = useRecordContact();
  const [key, setKey] = useState(onceKey);
  const [written, setWritten] = useState<Written>({ name: "", email: "", company: "", cadence: "six_months" });
  const [isNameless, setNameless] = useState(false);
  const write = (changes: Partial<Written>) => {
    setWritten({ ...written, ...changes });
    setNameless(false);
    // Other words are another person to record.
    setKey(onceKey());
    if (!record.isIdle) record.reset();
  };
  const faults = useFieldWords()(record.error);
  const errors: Partial<Record<string, string>> = { ...faults, ...(isNameless && { name: t("people:problem.name") }) };
  const submit = (form: HTMLFormElement) => {
    const name = said("name", written.name);
    if (name === null) {
      setNameless(true);
      form.querySelector("input")?.focus();
      return;
    }
    const contact = {
      key,
      name,
      email: said("email", written.email),
      company: said("company", written.company),
      cadence_days: CADENCES.find((one) => one.key === written.cadence)?.days ?? null,
    };
    record.mutate(contact, {
      onSuccess: ({ id }) => void navigate({ to: "/people/$contactId", params: { contactId: id } }),
    });
  };
  return (
    <Dialog title={t("people:add.title")} onClose={onClose}>
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          submit(event.currentTarget);
        }}
      >
        <Stack>
          {ASKED.map((name) => (
            <PersonInput
              key={name}
              name={name}
              value={written[name]}
              error={errors[name]}
              isFirst={name === "name"}
              onChange={(value) => write({ [name]: value })}
            />
          ))}
          <Known error={record.error} />
          <NativeSelect
            size="md"
            label={t("people:cadence.label")}
            value={written.cadence}
            error={faults.cadence_days}
            onChange={({ currentTarget: { value } }) => write({ cadence: value as Written["cadence"] })}
          >
            {CADENCES.map((one) => (
              <option key={one.key} value={one.key}>
                {t(`people:cadence.${one.key}`)}
              </option>
            ))}
            <option value="none">{t("people:cadence.none")}</option>
          </NativeSelect>
          {record.error !== null && Object.keys(faults).length === 0 && <Failure error={record.error} />}
          <FormFoot act={t("people:add.save")} isBusy={record.isPending} onCancel={onClose} />
        </Stack>
      </form>
    </Dialog>
  );
}

/** Who has the address already. */
function Known({ error }: { error: Error | null }) {
  const { t } = useTranslation("people");
  const known = error instanceof Problem ? error.body.contact_id : undefined;
  if (typeof known !== "string") return null;
  return (
    <AnchorLink to="/people/$contactId" params={{ contactId: known }} size="sm">
      {t("add.open_known")}
    </AnchorLink>
  );
}
