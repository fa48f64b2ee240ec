import { Button, Code, Stack, Text, TextInput } from "@mantine/core";
import { type SubmitEvent, useEffect, useRef, useState } from "react";
import { Trans, useTranslation } from "react-i18next";

import type { Schemas } from "~/api/client";
import { Failure } from "~/parts/Failure";
import { NewPassword } from "~/parts/NewPassword";
import { AnchorLink } from "~/parts/links";
import { useFieldWords } from "~/parts/refusal";
import { useSignUp } from "~/queries/account";

import classes from "./Arrival.module.css";
import type { Guess } from "./guess";
import { HowTimeCounts } from "./HowTimeCounts";
import { useGuess } from "./useGuess";

interface Props {
  setup: Schemas["SetupView"];
  onMade: () => void;
}

/** Who signs up, and how their time counts. */
export function SignUpForm({ setup, onMade }: Props) {
  const { t, i18n } = useTranslation("welcome");
  const form = useRef<HTMLFormElement>(null);
  const [who, setWho] = useState({ name: "", email: "", password: "", setup_code: "" });
  const guess = useGuess();
  const [chosen, setChosen] = useState<Partial<Guess>>({});
  const signUp = useSignUp();
  const time = { ...guess, ...chosen };
  const refused = signUp.error;
  const fields = useFieldWords()(refused);
  useEffect(() => {
    if (refused !== null) form.current?.querySelector<HTMLElement>("[aria-invalid=true]")?.focus();
  }, [refused]);
  const write = (name: keyof typeof who) => (value: string) => {
    setWho({ ...who, [name]: value });
    if (refused !== null) signUp.reset();
  };
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    const { setup_code, ...account } = who;
    signUp.mutate(
      {
        ...account,
        ...time,
        language: i18n.language,
        setup_code: setup.needs_code ? setup_code.trim() : undefined,
      },
      { onSuccess: onMade },
    );
  };
  return (
    <form ref={form} onSubmit={submit} className={classes.card}>
      <Stack gap="md">
        <TextInput
          label={t("name")}
          description={t("name_why")}
          inputWrapperOrder={["label", "input", "error", "description"]}
          value={who.name}
          onChange={(event) => write("name")(event.currentTarget.value)}
          autoComplete="name"
          required
          withAsterisk={false}
          error={fields.name}
          size="md"
        />
        <TextInput
          label={t("email")}
          type="email"
          value={who.email}
          onChange={(event) => write("email")(event.currentTarget.value)}
          autoComplete="username"
          required
          withAsterisk={false}
          error={fields.email}
          size="md"
        />
        <NewPassword
          label={t("password.label")}
          value={who.password}
          onChange={write("password")}
          shortest={setup.shortest_password}
          known={[who.name, who.email]}
          error={fields.password}
        />
        {setup.needs_code && (
          <TextInput
            label={t("code.label")}
            description={<Trans ns="welcome" i18nKey="code.where" components={{ code: <Code /> }} />}
            inputWrapperOrder={["label", "input", "error", "description"]}
            value={who.setup_code}
            onChange={(event) => write("setup_code")(event.currentTarget.value)}
            autoComplete="off"
            spellCheck={false}
            required
            withAsterisk={false}
            error={fields.setup_code}
            size="md"
          />
        )}
        <HowTimeCounts value={time} onChange={(changed) => setChosen({ ...chosen, ...changed })} fields={fields} />
        {refused !== null && Object.keys(fields).length === 0 && <Failure error={refused} />}
        <Button type="submit" size="md" loading={signUp.isPending} fullWidth>
          {t("make")}
        </Button>
        {!setup.needs_account && (
          <Text size="sm" ta="center">
            {t("have_account")}{" "}
            <AnchorLink to="/sign-in" underline="always">
              {t("sign_in.act")}
            </AnchorLink>
          </Text>
        )}
      </Stack>
    </form>
  );
}
