import { Button, Collapse, SimpleGrid, Stack } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { IconChevronDown } from "@tabler/icons-react";
import { type ReactNode, useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";

import { useMe } from "~/queries/account";

import { DeadlinePreview } from "./DeadlinePreview";
import { FieldInput } from "./FieldInput";
import type { FieldName } from "./fields";
import { askOf, isBlank, type Value, type Written } from "./written";

interface Props {
  written: Written;
  onChange: (name: FieldName, value: Value) => void;
  /** What is wrong, in words, by field. */
  problems: Partial<Record<FieldName, string>>;
  /** How often it was sent: what is wrong after that takes the focus, once. */
  attempts: number;
  /** Fields that have no place here. */
  without?: readonly FieldName[];
  /** What stands beneath a field, such as where a guess was found. */
  beneath?: (name: FieldName) => ReactNode;
  onFocusField?: (name: FieldName) => void;
  onSubmit: () => void;
  /** What ends the form: a general refusal, and the button that sends it. */
  children: ReactNode;
}

const FURTHER: readonly FieldName[] = ["job_url", "salary", "tags", "notes", "source", "external_id"];

/** An invitation as a form. Only the company is asked for; the deadline follows what is typed. */
export function InvitationForm({
  written,
  onChange,
  problems,
  attempts,
  without = [],
  beneath,
  onFocusField,
  onSubmit,
  children,
}: Props) {
  const { t, i18n } = useTranslation("record");
  const { time_zone: zone } = useMe();
  const form = useRef<HTMLFormElement>(null);
  const needsFurther = FURTHER.some((name) => problems[name] !== undefined || !isBlank(written[name]));
  const [isOpen, { toggle, open }] = useDisclosure();
  useEffect(() => {
    // What was read, or refused, must be seen before it is sent.
    if (needsFurther) open();
  }, [needsFurther, open]);

  useEffect(() => {
    // Whoever sent the form stands where it has to be mended.
    if (attempts > 0) form.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus();
  }, [attempts]);

  const field = (name: FieldName) =>
    without.includes(name) ? null : (
      <FieldInput
        key={name}
        name={name}
        value={written[name]}
        onChange={(value) => onChange(name, value)}
        error={problems[name]}
        beneath={beneath?.(name) ?? undefined}
        onFocus={() => onFocusField?.(name)}
      />
    );
  return (
    <form
      ref={form}
      noValidate
      aria-label={t("form.label")}
      onSubmit={(event) => {
        event.preventDefault();
        onSubmit();
      }}
    >
      <Stack gap="lg">
        <Pair>
          {field("company")}
          {field("role")}
        </Pair>
        <Pair>
          {field("interview_at")}
          {field("respond_by")}
        </Pair>
        <DeadlinePreview ask={askOf(written, { zone, language: i18n.language })} />
        <Pair>
          {field("contact_name")}
          {field("contact_email")}
          {field("received_at")}
          {field("medium")}
          {field("format")}
          {field("location")}
        </Pair>
        <Button
          variant="subtle"
          color="gray"
          size="md"
          onClick={toggle}
          aria-expanded={isOpen}
          leftSection={<IconChevronDown size={18} aria-hidden style={{ rotate: isOpen ? "180deg" : undefined }} />}
          style={{ alignSelf: "flex-start" }}
          ml={-12}
        >
          {t("form.further")}
        </Button>
        <Collapse expanded={isOpen}>
          <Stack gap="lg">
            <Pair>
              {field("job_url")}
              {field("salary")}
            </Pair>
            {field("tags")}
            {field("notes")}
            <Pair>
              {field("source")}
              {field("external_id")}
            </Pair>
          </Stack>
        </Collapse>
        {children}
      </Stack>
    </form>
  );
}

function Pair({ children }: { children: ReactNode }) {
  return (
    <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="md" verticalSpacing="lg">
      {children}
    </SimpleGrid>
  );
}
