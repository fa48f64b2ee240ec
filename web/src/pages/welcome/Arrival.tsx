import { Anchor, Group, Text, Title } from "@mantine/core";
import { type ReactNode, useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";

import { type Language, LANGUAGES, speak } from "~/i18n";

import classes from "./Arrival.module.css";

interface Props {
  title: string;
  about?: ReactNode;
  children: ReactNode;
  /** Another step of the same page: its heading takes the focus. */
  isNextStep?: boolean;
}

/** The frame of the pages before the sign-in: the name, one heading, and a word of one's own language. */
export function Arrival({ title, about, children, isNextStep = false }: Props) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    document.title = `${title} · Replyby`;
    if (isNextStep) heading.current?.focus();
  }, [title, isNextStep]);
  return (
    <div className={classes.arrival}>
      <header className={classes.header}>
        <span className={classes.brand}>
          <img src="/icon.svg" width={30} height={30} alt="" />
          Replyby
        </span>
        {/* An account has a language of its own, which the settings change. */}
        {!isNextStep && <Languages />}
      </header>
      <main className={classes.main}>
        <Title order={1} fz={{ base: 24, sm: 28 }} ref={heading} tabIndex={-1} className={classes.heading}>
          {title}
        </Title>
        {about !== undefined && (
          <Text c="dimmed" mt={6}>
            {about}
          </Text>
        )}
        {children}
      </main>
    </div>
  );
}

function Languages() {
  const { t, i18n } = useTranslation("welcome");
  return (
    <Group component="nav" gap={4} aria-label={t("language")}>
      {(Object.keys(LANGUAGES) as Language[]).map((language) => (
        <Anchor
          key={language}
          component="button"
          type="button"
          size="sm"
          lang={language}
          className={classes.language}
          aria-current={i18n.language === language ? "true" : undefined}
          onClick={() => void speak(language)}
        >
          {LANGUAGES[language]}
        </Anchor>
      ))}
    </Group>
  );
}
