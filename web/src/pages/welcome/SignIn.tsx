import { Alert, Button, PasswordInput, Stack, Text, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Navigate, useNavigate, useSearch } from "@tanstack/react-router";
import { type SubmitEvent, useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";

import { Problem } from "~/api/client";
import { Failure } from "~/parts/Failure";
import { AnchorLink } from "~/parts/links";
import { useProblemWords } from "~/parts/refusal";
import { setupQuery, signedInQuery, useSignIn } from "~/queries/account";

import { Arrival } from "./Arrival";
import classes from "./Arrival.module.css";
import { ownPath } from "./next";
import { useWait } from "./useWait";

/** The way in for whoever has an account. Leads back to where they wanted to go, and nowhere else. */
export function SignIn() {
  const { t } = useTranslation("welcome");
  const { next } = useSearch({ from: "/sign-in" });
  const signedIn = useQuery(signedInQuery);
  const setup = useQuery({ ...setupQuery, staleTime: 0 });
  if (signedIn.data === true) return <Navigate to={ownPath(next)} replace />;
  if (setup.data?.needs_account === true) return <Navigate to="/welcome" replace />;
  return (
    <Arrival title={t("sign_in.title")}>
      <SignInForm next={ownPath(next)} />
      {setup.data?.sign_up === "open" && (
        <Text ta="center" mt="lg" size="sm">
          {t("no_account")}{" "}
          <AnchorLink to="/welcome" underline="always">
            {t("make")}
          </AnchorLink>
        </Text>
      )}
    </Arrival>
  );
}

function SignInForm({ next }: { next: string }) {
  const { t } = useTranslation("welcome");
  const navigate = useNavigate();
  const email = useRef<HTMLInputElement>(null);
  const password = useRef<HTMLInputElement>(null);
  const [who, setWho] = useState({ email: "", password: "" });
  const signIn = useSignIn();
  const wait = useWait(signIn.error, signIn.submittedAt);
  useEffect(() => email.current?.focus(), []);
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    if (wait !== null) return;
    signIn.mutate(who, {
      onSuccess: () => void navigate({ to: next, replace: true }),
      onError: () => password.current?.select(),
    });
  };
  return (
    <form onSubmit={submit} className={classes.card}>
      <Stack gap="md">
        <TextInput
          ref={email}
          label={t("email")}
          type="email"
          value={who.email}
          onChange={(event) => setWho({ ...who, email: event.currentTarget.value })}
          autoComplete="username"
          required
          withAsterisk={false}
          size="md"
        />
        <PasswordInput
          ref={password}
          label={t("password.label")}
          value={who.password}
          onChange={(event) => setWho({ ...who, password: event.currentTarget.value })}
          autoComplete="current-password"
          required
          withAsterisk={false}
          visibilityToggleFocusable
          visibilityToggleButtonProps={{ "aria-label": t("password.show") }}
          size="md"
        />
        <Refusal error={signIn.error} wait={wait} />
        <Button type="submit" size="md" fullWidth loading={signIn.isPending} disabled={wait !== null}>
          {t("sign_in.act")}
        </Button>
        <Text size="xs" c="dimmed">
          {t("sign_in.forgotten")}
        </Text>
      </Stack>
    </form>
  );
}

function Refusal({ error, wait }: { error: Error | null; wait: string | null }) {
  const { t } = useTranslation();
  const words = useProblemWords();
  if (error === null) return null;
  if (!(error instanceof Problem) || (error.status !== 401 && error.status !== 429)) return <Failure error={error} />;
  if (error.status === 429 && wait === null) return null;
  return (
    <Alert color="red" role="alert">
      {error.status === 401 ? words(error) : t("refusal.too-many", { wait })}
    </Alert>
  );
}
