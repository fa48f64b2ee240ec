import { ActionIcon, Box, Menu, Skeleton, Stack } from "@mantine/core";
import { IconDots, IconTrash } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useNavigate, useParams, useSearch } from "@tanstack/react-router";
import { useRef } from "react";
import { useTranslation } from "react-i18next";

import { Problem } from "~/api/client";
import { NotFound } from "~/app/fallbacks";
import { Failure } from "~/parts/Failure";
import { Page } from "~/parts/Page";
import { type Contact, contactQuery } from "~/queries/contacts";

import { CheckIn } from "./CheckIn";
import { DeletedPerson } from "./DeletedPerson";
import { NextTalk } from "./NextTalk";
import classes from "./people.module.css";
import { PersonFacts } from "./PersonFacts";
import { Talks } from "./Talks";
import { usePeopleActs } from "./usePeopleActs";

/** All of one person: when to speak next, what to write, what is known, when one spoke. */
export function PersonPage() {
  const { contactId } = useParams({ from: "/signed-in/people/$contactId" });
  const { data, error, refetch } = useQuery(contactQuery(contactId));
  if (error instanceof Problem && error.status === 404) return <DeletedPerson contactId={contactId} />;
  if (error instanceof Problem && error.status === 422) return <NotFound />;
  if (data !== undefined) return <Whole key={data.id} contact={data} />;
  return error !== null ? <Failure error={error} retry={() => void refetch()} /> : <Coming />;
}

function Whole({ contact }: { contact: Contact }) {
  const { write: isWriting = false } = useSearch({ from: "/signed-in/people/$contactId" });
  const navigate = useNavigate();
  const next = useRef<HTMLDivElement>(null);
  const { id, company, role } = contact;
  const about = [role, company].filter((one) => one !== null).join(" · ");
  const show = (write: boolean) =>
    navigate({
      to: "/people/$contactId",
      params: { contactId: id },
      search: { write: write || undefined },
      replace: true,
      resetScroll: false,
    });
  const close = () => void show(false).then(() => next.current?.querySelector("button")?.focus());
  return (
    <Page
      title={contact.name}
      about={about === "" ? undefined : about}
      width="wide"
      acts={<MoreActs contact={contact} />}
    >
      <div className={classes.columns}>
        <Stack gap="xl" className={classes.next}>
          <div ref={next}>
            <NextTalk contact={contact} isWriting={isWriting} write={() => void show(true)} />
          </div>
          {isWriting && <CheckIn contact={contact} close={close} />}
        </Stack>
        <div className={classes.whenSpoken}>
          <Talks contact={contact} />
        </div>
        <div className={classes.known}>
          <PersonFacts contact={contact} />
        </div>
      </div>
    </Page>
  );
}

/** What is done seldom. */
function MoreActs({ contact }: { contact: Contact }) {
  const { t } = useTranslation(["people", "common"]);
  const navigate = useNavigate();
  const acts = usePeopleActs();
  return (
    <Menu position="bottom-end" shadow="md" width={220}>
      <Menu.Target>
        <ActionIcon size={42} variant="default" aria-label={t("people:act.more")}>
          <IconDots size={20} aria-hidden />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item
          color="red"
          leftSection={<IconTrash size={17} aria-hidden />}
          onClick={() =>
            void acts.remove(contact).then(
              () => navigate({ to: "/people" }),
              () => undefined,
            )
          }
        >
          {t("common:act.delete")}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}

function Coming() {
  const { t } = useTranslation();
  return (
    <Box maw={1400} mx="auto" role="status" aria-label={t("loading")}>
      <Skeleton h={32} w={220} mb="lg" />
      <div className={classes.columns}>
        <Skeleton h={250} radius="lg" className={classes.next} />
        <Skeleton h={260} className={classes.whenSpoken} />
        <Skeleton h={320} className={classes.known} />
      </div>
    </Box>
  );
}
