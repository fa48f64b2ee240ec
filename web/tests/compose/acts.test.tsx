import { MantineProvider } from "@mantine/core";
import { cleanup, render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import i18next from "i18next";
import { initReactI18next } from "react-i18next";
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";

import deCommon from "~/locales/de/common.json";
import deCompose from "~/locales/de/compose.json";
import deSending from "~/locales/de/sending.json";
import enCommon from "~/locales/en/common.json";
import enCompose from "~/locales/en/compose.json";
import enSending from "~/locales/en/sending.json";
import { Acts, type Off } from "~/pages/compose/Acts";
import { TakeAlong } from "~/pages/compose/TakeAlong";

beforeAll(async () => {
  // Colours follow the system's, which jsdom hasn't.
  vi.stubGlobal("matchMedia", () => ({ matches: false, addEventListener: vi.fn(), removeEventListener: vi.fn() }));
  await i18next.use(initReactI18next).init({
    lng: "en",
    fallbackLng: false,
    interpolation: { escapeValue: false },
    resources: {
      en: { compose: enCompose, sending: enSending },
      de: { compose: deCompose, sending: deSending },
    },
  });
});

afterEach(cleanup);

const WHY = { en: enCommon.refusal["promise-needed"], de: deCommon.refusal["promise-needed"] };

function shown({ off, canSend = true }: { off: Off | null; canSend?: boolean }) {
  const release = vi.fn();
  const acts = { openMail: vi.fn(), send: canSend ? vi.fn() : null, keep: vi.fn(), sayOut: vi.fn() };
  const download = vi.fn();
  render(
    <MantineProvider env="test" forceColorScheme="light">
      <Acts
        body="No, thank you."
        mailto={null}
        off={off}
        release={release}
        from={canSend ? "ada@home.example" : null}
        isOut={false}
        isBusy={false}
        {...acts}
      />
      <TakeAlong told="sending:calendar.answer.decline" canSend={canSend} off={off} download={download} setUp={null} />
    </MantineProvider>,
  );
  return { release, download };
}

describe.each(["en", "de"] as const)("acts that take the words out, in %s,", (language) => {
  beforeEach(() => i18next.changeLanguage(language));

  it("are all off while something is missing, say why, and can be reached to be told", async () => {
    const { release } = shown({ off: { reason: "reason", why: WHY[language] } });
    const told = screen.getByText(new RegExp(WHY[language]));
    expect(told).toHaveAttribute("id", "reason");
    expect(told).toHaveAttribute("role", "status");
    const acts = screen.getAllByRole("button");
    expect(acts).toHaveLength(6);
    for (const act of acts) {
      expect(act).toHaveAttribute("aria-disabled", "true");
      expect(act).toHaveAccessibleDescription(new RegExp(WHY[language]));
    }
    await userEvent.tab();
    expect(acts[0]).toHaveFocus();
    await userEvent.keyboard("{Enter}");
    expect(release).toHaveBeenCalledTimes(1);
  });

  it("are on once nothing is missing", () => {
    shown({ off: null });
    for (const act of screen.getAllByRole("button")) expect(act).not.toHaveAttribute("aria-disabled");
  });
});

describe("the employer's calendar", () => {
  beforeEach(() => i18next.changeLanguage("en"));

  it("is told by what is sent from here or as a file, and by nothing else", () => {
    shown({ off: null });
    expect(
      screen.getByText("Sent from here or as the .eml, it also tells their calendar: declined."),
    ).toBeInTheDocument();
  });

  it("isn't promised an answer from here where nothing can be sent from here", () => {
    shown({ off: null, canSend: false });
    expect(screen.getByText("Sent as the .eml, it also tells their calendar: declined.")).toBeInTheDocument();
  });
});
