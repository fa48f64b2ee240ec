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

/** What a page shows that could not be shown. */
export function RouteFailure({ error, reset }: ErrorComponentProps) {
  const router = useRouter();
  // The session has ended; the way in is on its way.
  if (error instanceof Problem && error.status === 401)
    return <Navigate to="/sign-in" search={{ next: router.state.location.href }} replace />;
  if (error instanceof Problem && (error.status === 404 || error.status === 422)) return <NotFound />;
  return (
    <Container size="sm" py="xl">
      <Failure
        error={error instanceof Error ? error : new Error(String(error))}
        retry={() => {
          reset();
          void router.invalidate();
        }}
      />
    </Container>
  );
}
