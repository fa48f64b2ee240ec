import { Skeleton, Stack } from "@mantine/core";
import { IconFileOff } from "@tabler/icons-react";
import { getRouteApi } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";

import { Problem } from "~/api/client";
import { Empty } from "~/parts/Empty";
import { Failure } from "~/parts/Failure";
import { ButtonLink } from "~/parts/links";
import { Page } from "~/parts/Page";
import { type Import, isMoving, useConfirm, useImport, useTakeBack } from "~/queries/imports";
import { useMomentWords } from "~/time/moment";

import { Ended } from "./Ended";
import { Imported } from "./Imported";
import { MessagesPreview } from "./messages/MessagesPreview";
import { Received } from "./messages/Received";
import { type Saving, useSaving } from "./messages/useSaving";
import { Moving } from "./Moving";
import { Preview } from "./Preview";
import { TakenBack } from "./TakenBack";
import { useFileWords } from "./words";

const route = getRouteApi("/signed-in/import/$importId");

/** One file, from its preview to its result; whoever comes back finds it here as it is by now. */
export function OneImport() {
  // Whatever the file turns out to be, its words are there with it.
  useTranslation(["importing", "messages", "record", "invitation", "vocabulary"]);
  const { importId } = route.useParams();
  // What was asked of one import says nothing of another.
  return <Followed key={importId} id={importId} />;
}

function Followed({ id }: { id: string }) {
  const { t } = useTranslation("importing");
  const confirm = useConfirm();
  const takeBack = useTakeBack();
  const saving = useSaving(id);
  const isBegun = confirm.isPending || takeBack.isPending;
  const { data: shown, error, refetch } = useImport(id, { isBegun });
  if (shown !== undefined)
    return (
      <Framed shown={shown}>
        <Standing shown={shown} confirm={confirm} takeBack={takeBack} saving={saving} />
      </Framed>
    );
  if (error instanceof Problem && (error.status === 404 || error.status === 422)) return <Gone />;
  return (
    <Page title={t("title")}>
      {error !== null ? (
        <Failure error={error} retry={() => void refetch()} />
      ) : (
        <Stack aria-hidden>
          <Skeleton h={150} radius="md" />
          <Skeleton h={280} radius="md" />
        </Stack>
      )}
    </Page>
  );
}

function Framed({ shown, children }: { shown: Import; children: React.ReactNode }) {
  const { t } = useTranslation("importing");
  const words = useFileWords();
  const moment = useMomentWords();
  const about = [
    words.format(shown.detected),
    words.size(shown.size),
    t("sent_at", { when: moment.instant(shown.created_at) }),
  ];
  return (
    <Page title={words.name(shown)} about={about.join(" · ")} width={holdsMessages(shown) ? "wide" : "reading"}>
      {children}
    </Page>
  );
}

interface StandingProps {
  shown: Import;
  confirm: ReturnType<typeof useConfirm>;
  takeBack: ReturnType<typeof useTakeBack>;
  saving: Saving;
}

const holdsMessages = ({ detected: { format } }: Import) => format === "mail" || format === "calendar";

function Standing({ shown, confirm, takeBack, saving }: StandingProps) {
  // What is being saved stays in sight until its invitation is.
  if (saving.isSaving || (holdsMessages(shown) && shown.state === "previewed"))
    return <MessagesPreview shown={shown} saving={saving} confirm={confirm} letGo={takeBack} />;
  if (isMoving(shown)) return <Moving shown={shown} />;
  if (shown.state === "previewed") return <Preview shown={shown} confirm={confirm} letGo={takeBack} />;
  if (shown.state === "imported" && holdsMessages(shown)) return <Received shown={shown} takeBack={takeBack} />;
  if (shown.state === "imported") return <Imported shown={shown} takeBack={takeBack} />;
  if (shown.state === "undone") return <TakenBack shown={shown} />;
  return <Ended shown={shown} takeBack={takeBack} />;
}

function Gone() {
  const { t } = useTranslation("importing");
  return (
    <Page title={t("title")}>
      <Empty
        icon={<IconFileOff />}
        title={t("gone.title")}
        acts={<ButtonLink to="/import">{t("gone.back")}</ButtonLink>}
      >
        {t("gone.about")}
      </Empty>
    </Page>
  );
}
