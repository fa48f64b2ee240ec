import { Button, Group, Text } from "@mantine/core";
import { IconAlertTriangle, IconCircleCheck, IconHourglass, IconMailForward, IconSend } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { say } from "~/parts/notify";
import { identityQuery, type MailIdentity, useForgetIdentity, useTestIdentity } from "~/queries/mail";
import { useMomentWords } from "~/time/moment";

import { ConfirmDialog } from "../ConfirmDialog";
import { DangerButton } from "../DangerButton";
import classes from "../Settings.module.css";
import { IdentityForm } from "./IdentityForm";
import { ServerCard } from "./ServerCard";
import { StandingLine } from "./StandingLine";
import { TestOutcome } from "./TestOutcome";

/** As whom replies leave, by the person's own mail server. */
export function Identity() {
  const { t } = useTranslation("mail");
  const test = useTestIdentity();
  return (
    <ServerCard
      title={t("identity.title")}
      about={t("identity.about")}
      asked={useQuery(identityQuery)}
      setUp={{ words: t("identity.set_up"), icon: <IconMailForward size={17} aria-hidden /> }}
      own={(identity, change) => <OwnIdentity identity={identity} test={test} change={change} />}
      form={(identity, close) => (
        // What a test finds of the server before says nothing of this one.
        <IdentityForm identity={identity} onSaved={() => test.reset()} onClose={close} />
      )}
    />
  );
}

interface OwnProps {
  identity: MailIdentity;
  test: ReturnType<typeof useTestIdentity>;
  change: () => void;
}

function OwnIdentity({ identity, test, change }: OwnProps) {
  const { t } = useTranslation(["mail", "common"]);
  const [isAsking, setAsking] = useState(false);
  const forget = useForgetIdentity();
  const outcome = test.data && {
    isGood: test.data.state === "sent",
    title: t(test.data.state === "sent" ? "identity.test_taken" : "identity.test_failed"),
    detail: test.data.detail,
  };
  // What just failed is told once, by the test itself.
  const isTold = outcome?.isGood === false && !test.isPending && identity.last_error === outcome.detail;
  return (
    <div className={classes.item}>
      <Text fw={580} style={{ overflowWrap: "anywhere" }}>
        {identity.from_name !== null && `${identity.from_name} · `}
        {identity.from_address}
      </Text>
      <Text size="sm" c="dimmed" style={{ overflowWrap: "anywhere" }}>
        {identity.url}
      </Text>
      <Text size="sm" c="dimmed">
        {t("identity.left", { count: identity.left, cap: identity.daily_cap })}
      </Text>
      {isTold || <Standing identity={identity} />}
      <Group gap={8} mt="sm">
        <Button
          h={40}
          variant={identity.tested_at === null ? "filled" : "default"}
          leftSection={<IconSend size={16} aria-hidden />}
          loading={test.isPending}
          onClick={() => test.mutate()}
        >
          {t("identity.test")}
        </Button>
        <Button variant="subtle" h={40} onClick={change} aria-label={`${t("common:act.edit")}: ${t("identity.title")}`}>
          {t("common:act.edit")}
        </Button>
        <DangerButton
          variant="subtle"
          onClick={() => setAsking(true)}
          aria-label={`${t("remove")}: ${t("identity.title")}`}
        >
          {t("remove")}
        </DangerButton>
        <TestOutcome
          isPending={test.isPending}
          waiting={t("identity.testing")}
          outcome={outcome ?? null}
          error={test.error}
        />
      </Group>
      {isAsking && (
        <ConfirmDialog
          title={t("identity.remove_title")}
          act={t("remove")}
          isPending={forget.isPending}
          onConfirm={() =>
            void forget.mutateAsync().then(
              () => {
                test.reset();
                say(t("identity.removed"));
              },
              () => setAsking(false),
            )
          }
          onClose={() => setAsking(false)}
        >
          {t("identity.remove_about")}
        </ConfirmDialog>
      )}
    </div>
  );
}

/** Whether replies can leave by it, as the server knows. */
function Standing({ identity: { tested_at: tested, last_error: error } }: { identity: MailIdentity }) {
  const { t } = useTranslation("mail");
  const words = useMomentWords();
  if (error !== null)
    return (
      <StandingLine
        icon={IconAlertTriangle}
        colour="var(--attention-overdue)"
        words={t("identity.failing", { why: error })}
      />
    );
  if (tested === null)
    return <StandingLine icon={IconHourglass} colour="var(--attention-due_soon)" words={t("identity.untested")} />;
  return (
    <StandingLine
      icon={IconCircleCheck}
      colour="var(--attention-on_track)"
      words={t("identity.tested", { at: words.instant(tested) })}
    />
  );
}
