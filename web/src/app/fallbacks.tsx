import { Button, Container } from "@mantine/core";
import { IconMapQuestion } from "@tabler/icons-react";
import { type ErrorComponentProps, Link, Navigate, useRouter } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";

import { Problem } from "~/api/client";
import { Empty } from "~/parts/Empty";
import { Failure } from "~/parts/Failure";

/** An address, or an invitation, that there isn't. */
export function NotFound() {
  const { t } = useTranslation();
  return (
    <Empty
      icon={<IconMapQuestion />}
      title={t("problem.not_found_title")}
      order={1}
      acts={
        <Button component={Link} to="/">
          {t("problem.home")}
        </Button>
      }
    >
      {t("problem.not_found")}
    </Empty>
  );
}

/** The same where no menu surrounds it. */
export function NotFoundAlone() {
  return (
    <main>
      <NotFound />
    </main>
  );
}

/** What a page shows that could not be shown. */
export function RouteFailure({ error, reset }: ErrorComponentProps) {
  const router = useRouter();
  // The session has ended; the way in is on its way.
  if (error instanceof Problem && error.status === 401)
    return <Navigate to="/sign-in" search={{ next: router.state.location.href }} replace />;
  if (error instanceof Problem && (error.status === 404 || error.status === 422)) return <NotFound />;
  const isCode = isLackOfCode(error);
  return (
    <Container size="sm" py="xl">
      <Failure
        error={isCode ? new Problem(0, {}) : error instanceof Error ? error : new Error(String(error))}
        retry={() => {
          // The browser remembers what of the code it has asked for; only a fresh start asks for all of it again.
          if (isCode) location.reload();
          else {
            reset();
            void router.invalidate();
          }
        }}
      />
    </Container>
  );
}

/** The code of a page couldn't be fetched, which each browser words in its own way. */
function isLackOfCode(error: unknown): boolean {
  return (
    error instanceof Error &&
    /preload CSS|dynamically imported module|importing a module script|module script failed/i.test(error.message)
  );
}
