import { Button, CloseButton, Group, List, Skeleton, Stack, Text, Title } from "@mantine/core";
import { IconCheck, IconChecks, IconCopy, IconMail, IconRefresh } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";

import { useRefused } from "~/acts/useActs";
import { Failure } from "~/parts/Failure";
import { useCopy } from "~/parts/useCopy";
import { useMe } from "~/queries/account";
import { checkInQuery, type Contact } from "~/queries/contacts";

import { CheckInChoices } from "./CheckInChoices";
import classes from "./people.module.css";
import { asked, type CheckInWish, wishFor } from "./checkInWish";
import { usePeopleActs } from "./usePeopleActs";
import { useSettledWish } from "./useSettledWish";

interface Props {
  contact: Contact;
  close: () => void;
}

/** A few lines that are ready to go, the ways to get them out, and saying that they went. */
export function CheckIn({ contact, close }: Props) {
  const { t } = useTranslation(["people", "common"]);
  const { language } = useMe();
  const [wish, setWish] = useState<CheckInWish>(() => wishFor(language));
  const settled = useSettledWish(wish);
  const { data: lines, error, refetch, isFetching } = useQuery(checkInQuery(contact.id, asked(settled)));
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    heading.current?.focus({ preventScroll: true });
    heading.current?.scrollIntoView({ block: "nearest" });
  }, []);
  return (
    <Stack gap="md" component="section" aria-labelledby="check-in" className={classes.checkIn}>
      <Group justify="space-between" wrap="nowrap" gap="xs">
        <Title order={2} fz="h5" id="check-in" ref={heading} tabIndex={-1} style={{ outline: "none" }}>
          {t("people:check_in.title")}
        </Title>
        <CloseButton size={40} aria-label={t("common:act.close")} onClick={close} />
      </Group>
      <CheckInChoices wish={wish} choose={(changes) => setWish({ ...wish, ...changes })} />
      {error !== null && <Failure error={error} retry={() => void refetch()} />}
      {lines === undefined && error === null && <Skeleton h={200} radius="md" />}
      {lines !== undefined && error === null && (
        <>
          <div className={classes.paper} aria-live="polite" aria-busy={isFetching}>
            <Line label={t("people:check_in.to")} words={contact.email ?? t("people:check_in.no_address")} />
            <Line label={t("people:check_in.subject")} words={lines.subject} />
            <p className={classes.body} lang={wish.language}>
              {lines.body}
            </p>
            <Button
              variant="subtle"
              size="compact-sm"
              h={40}
              leftSection={<IconRefresh size={16} aria-hidden />}
              onClick={() => setWish({ ...wish, variation: wish.variation + 1 })}
            >
              {t("people:check_in.rephrase")}
            </Button>
          </div>
          {lines.findings.length > 0 && (
            <List size="sm" spacing={4}>
              {lines.findings.map(({ rule, start, why }) => (
                <List.Item key={`${rule}-${start}`}>{why}</List.Item>
              ))}
            </List>
          )}
          <Out contact={contact} body={lines.body} mailto={lines.mailto} close={close} />
        </>
      )}
    </Stack>
  );
}

function Line({ label, words }: { label: string; words: string }) {
  return (
    <div className={classes.line}>
      <span className={classes.lineLabel}>{label}</span>
      <span style={{ overflowWrap: "anywhere" }}>{words}</span>
    </div>
  );
}

interface OutProps extends Props {
  body: string;
  mailto: string;
}

/** First out with it, then saying so: whichever comes next is the one that stands out. */
function Out({ contact, body, mailto, close }: OutProps) {
  const { t } = useTranslation("people");
  const acts = usePeopleActs();
  const refused = useRefused();
  const { copy, isCopied } = useCopy();
  const [outBy, setOutBy] = useState<"mail" | "copy" | null>(null);
  const [isBusy, setBusy] = useState(false);
  const sayOut = async () => {
    setBusy(true);
    try {
      await acts.spoke(contact, { medium: outBy === "copy" ? null : "email" });
      close();
    } catch (refusal) {
      refused(refusal as Error);
      setBusy(false);
    }
  };
  return (
    <Stack gap={8}>
      <Group gap="xs">
        <Button
          component="a"
          href={mailto}
          size="md"
          variant={outBy === null ? "filled" : "default"}
          leftSection={<IconMail size={18} aria-hidden />}
          onClick={() => setOutBy("mail")}
        >
          {t("check_in.mail")}
        </Button>
        <Button
          size="md"
          variant="default"
          leftSection={isCopied ? <IconCheck size={18} aria-hidden /> : <IconCopy size={18} aria-hidden />}
          onClick={() => {
            copy(body);
            setOutBy("copy");
          }}
        >
          {t(isCopied ? "check_in.copied" : "check_in.copy")}
        </Button>
        <Button
          size="md"
          variant={outBy === null ? "default" : "filled"}
          leftSection={<IconChecks size={18} aria-hidden />}
          loading={isBusy}
          onClick={() => void sayOut()}
        >
          {t("check_in.wrote")}
        </Button>
      </Group>
      <Text size="sm" c="dimmed" role="status">
        {t(outBy === null ? "check_in.nothing_goes_out" : "check_in.say_when_out")}
      </Text>
    </Stack>
  );
}
