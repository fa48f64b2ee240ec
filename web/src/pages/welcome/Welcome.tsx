import { Alert, Loader, Stack } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Navigate } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { Failure } from "~/parts/Failure";
import { AnchorLink } from "~/parts/links";
import { setupQuery, signedInQuery } from "~/queries/account";

import { Arrival } from "./Arrival";
import { SignUpForm } from "./SignUpForm";
import { WaysOn } from "./WaysOn";

/** The first run: an account, then three ways on. Whoever is signed in already has come too far back. */
export function Welcome() {
  const { t } = useTranslation("welcome");
  const [isMade, setMade] = useState(false);
  const signedIn = useQuery(signedInQuery);
  const setup = useQuery({ ...setupQuery, staleTime: 0 });
  if (isMade) return <WaysOn />;
  if (signedIn.data === true) return <Navigate to="/" replace />;
  const failed = setup.error ?? signedIn.error;
  if (failed !== null)
    return (
      <Arrival title={t("title")}>
        <Stack mt="lg">
          <Failure error={failed} retry={() => void Promise.all([setup.refetch(), signedIn.refetch()])} />
        </Stack>
      </Arrival>
    );
  if (setup.data === undefined || signedIn.data === undefined)
    return (
      <Arrival title={t("title")} about={t("about")}>
        <Loader mt="xl" aria-label={t("loading")} role="status" />
      </Arrival>
    );
  if (!setup.data.needs_account && setup.data.sign_up === "closed")
    return (
      <Arrival title={t("closed.title")}>
        <Alert mt="lg" color="gray">
          {t("closed.about")}{" "}
          <AnchorLink to="/sign-in" underline="always">
            {t("sign_in.act")}
          </AnchorLink>
        </Alert>
      </Arrival>
    );
  return (
    <Arrival title={t("title")} about={t("about")}>
      <SignUpForm setup={setup.data} onMade={() => setMade(true)} />
    </Arrival>
  );
}
