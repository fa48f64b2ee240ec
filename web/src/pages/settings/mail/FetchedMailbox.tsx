import { Button, Group, Select, Text } from "@mantine/core";
import { IconAlertTriangle, IconCircleCheck, IconHourglass, IconInbox, IconPlayerPause } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { Failure } from "~/parts/Failure";
import { say } from "~/parts/notify";
import { type Mailbox, mailboxQuery, useForgetMailbox, useSetMailbox, useTestMailbox } from "~/queries/mail";
import { useMomentWords } from "~/time/moment";

import { ConfirmDialog } from "../ConfirmDialog";
import { DangerButton } from "../DangerButton";
import classes from "../Settings.module.css";
import { MailboxForm } from "./MailboxForm";
import { ServerCard } from "./ServerCard";
import { StandingLine } from "./StandingLine";
import { TestOutcome } from "./TestOutcome";

/** One folder of the person's mail, which is read and never changed. */
export function FetchedMailbox() {
  const { t } = useTranslation("mail");
  const test = useTestMailbox();
  return (
    <ServerCard
      title={t("mailbox.title")}
      about={t("mailbox.about")}
      asked={useQuery(mailboxQuery)}
      setUp={{ words: t("mailbox.set_up"), icon: <IconInbox size={17} aria-hidden /> }}
      own={(mailbox, change) => <OwnMailbox mailbox={mailbox} test={test} change={change} />}
      form={(mailbox, close) => (
        <MailboxForm
          mailbox={mailbox}
          onSaved={() => {
            close();
            // Whether that works is what anybody wants to know next.
            test.mutate();
          }}
          onClose={close}
        />
      )}
    />
  );
}

interface OwnProps {
  mailbox: Mailbox;
  test: ReturnType<typeof useTestMailbox>;
  change: () => void;
}

function OwnMailbox({ mailbox, test, change }: OwnProps) {
  const { t } = useTranslation(["mail", "common"]);
  const [isAsking, setAsking] = useState(false);
  const forget = useForgetMailbox();
  const standing = useStanding(mailbox);
  const outcome = test.data && {
    isGood: test.data.state === "ready",
    title: t(test.data.state === "ready" ? "mailbox.test_ready" : "mailbox.test_failed"),
    detail: test.data.detail,
  };
  return (
    <div className={classes.item}>
      <Text fw={580} style={{ overflowWrap: "anywhere" }}>
        {t("mailbox.folder_of", { folder: mailbox.folder, username: mailbox.username })}
      </Text>
      <Text size="sm" c="dimmed" style={{ overflowWrap: "anywhere" }}>
        {mailbox.host}
      </Text>
      <StandingLine {...standing} />
      {mailbox.messages_refused > 0 && (
        <Text size="sm" mt={6} style={{ overflowWrap: "anywhere" }}>
          {t("mailbox.refused", { count: mailbox.messages_refused })} {mailbox.last_refusal}
        </Text>
      )}
      <Group gap={8} mt="sm">
        <Button h={40} variant="default" loading={test.isPending} onClick={() => test.mutate()}>
          {t(mailbox.is_paused ? "mailbox.test_wake" : "mailbox.test")}
        </Button>
        <Button variant="subtle" h={40} onClick={change} aria-label={`${t("common:act.edit")}: ${t("mailbox.title")}`}>
          {t("common:act.edit")}
        </Button>
        <DangerButton
          variant="subtle"
          onClick={() => setAsking(true)}
          aria-label={`${t("remove")}: ${t("mailbox.title")}`}
        >
          {t("remove")}
        </DangerButton>
        <TestOutcome
          isPending={test.isPending}
          waiting={t("mailbox.testing")}
          outcome={outcome ?? null}
          error={test.error}
        />
      </Group>
      {test.data !== undefined && test.data.folders.length > 0 && (
        <FolderChoice mailbox={mailbox} folders={test.data.folders} onMoved={() => test.reset()} />
      )}
      {isAsking && (
        <ConfirmDialog
          title={t("mailbox.remove_title")}
          act={t("remove")}
          isPending={forget.isPending}
          onConfirm={() =>
            void forget.mutateAsync().then(
              () => say(t("mailbox.removed")),
              () => setAsking(false),
            )
          }
          onClose={() => setAsking(false)}
        >
          {t("mailbox.remove_about")}
        </ConfirmDialog>
      )}
    </div>
  );
}

interface FolderProps {
  mailbox: Mailbox;
  folders: readonly string[];
  onMoved: () => void;
}

/** The folders that the server has told of: another one is a choice away, and needs no password anew. */
function FolderChoice({ mailbox, folders, onMoved }: FolderProps) {
  const { t } = useTranslation("mail");
  const set = useSetMailbox();
  const { host, port, username, version } = mailbox;
  const isThere = folders.includes(mailbox.folder);
  const move = (folder: string | null) => {
    if (folder === null || folder === mailbox.folder) return;
    set.mutate(
      { host, port, username, folder, version },
      {
        onSuccess: () => {
          say(t("mailbox.moved", { folder }));
          onMoved();
        },
      },
    );
  };
  return (
    <>
      <Select
        mt="md"
        label={t("mailbox.folder")}
        placeholder={t("mailbox.choose_folder")}
        data={[...folders]}
        value={isThere ? mailbox.folder : null}
        onChange={move}
        allowDeselect={false}
        searchable={folders.length > 12}
        disabled={set.isPending}
        size="md"
      />
      {set.error !== null && <Failure error={set.error} />}
    </>
  );
}

/** How the fetching fares, the most telling first. */
function useStanding({ is_paused: isPaused, last_error: why, last_polled_at: at, messages_read: count }: Mailbox) {
  const { t } = useTranslation("mail");
  const words = useMomentWords();
  if (isPaused)
    return {
      icon: IconPlayerPause,
      colour: "var(--attention-overdue)",
      words: t("mailbox.paused", { why: why ?? "" }),
    };
  if (why !== null)
    return { icon: IconAlertTriangle, colour: "var(--attention-overdue)", words: t("mailbox.failing", { why }) };
  if (at === null) return { icon: IconHourglass, colour: "var(--attention-due_soon)", words: t("mailbox.not_yet") };
  return {
    icon: IconCircleCheck,
    colour: "var(--attention-on_track)",
    words: t("mailbox.read", { count, at: words.relative(at) }),
  };
}
