import { useState } from "react";

import { useUndoAnswer } from "~/queries/invitations";
import { type Finding, type Reply, useEditReply, useMarkSent, useShowReply } from "~/queries/replies";

import type { Placed } from "./spans";
import type { Storing } from "./useStoring";

interface Given {
  invitationId: string;
  storing: Storing;
  placed: readonly Placed[];
  /** A reply that was let go before this page was opened. */
  begunWith: Reply | null;
}

interface Held {
  findings: readonly Finding[];
  go: () => void;
}

const blocking = (findings: readonly Finding[]) => findings.filter(({ severity }) => severity === "block");

/** The server names the file; the page stays where it is. */
function fetchFile(address: string): void {
  const link = document.createElement("a");
  link.href = address;
  link.download = "";
  document.body.append(link);
  link.click();
  link.remove();
}

/** Getting the letter out, and saying so. What blocks is mended first, or overridden by a sentence of the person's. */
export function useSending({ invitationId, storing: { draft, store, adopt }, placed, begunWith }: Given) {
  const { mutateAsync: mark } = useMarkSent();
  const { mutateAsync: edit } = useEditReply();
  const { mutateAsync: takeBack, isPending: isUndoing } = useUndoAnswer();
  const show = useShowReply();
  const [asked, setAsked] = useState<Reply | null>(null);
  const [gone, setGone] = useState(begunWith);
  const [sent, setSent] = useState<Reply | null>(null);
  const [held, setHeld] = useState<Held | null>(null);
  const [isBusy, setBusy] = useState(false);
  const [isOut, setOut] = useState(false);
  const [error, setError] = useState<Error | null>(null);

  const attempt = async (act: () => Promise<void>) => {
    setBusy(true);
    setError(null);
    try {
      await act();
    } catch (refusal) {
      setError(refusal instanceof Error ? refusal : new Error(String(refusal)));
    } finally {
      setBusy(false);
    }
  };

  /** Stores the words and goes on, unless the review of the stored ones finds something that blocks. */
  const withStored = (act: (reply: Reply) => Promise<void> | void) =>
    attempt(async () => {
      const reply = await store();
      const findings = blocking(reply.findings);
      if (findings.length > 0 && reply.override === null) {
        setHeld({ findings, go: () => void withStored(act) });
      } else {
        await act(reply);
      }
    });

  return {
    /** The stored reply that is about to be let go, if the person confirms it. */
    asked,
    /** The reply that was let go, until it is settled. */
    gone,
    sent,
    held,
    isBusy,
    isOut,
    isUndoing,
    error,
    letGo: () => setHeld(null),
    /** Runs an act that takes the words out, unless something must be mended before. */
    release: (go: () => void) => {
      const findings = blocking(placed.map(({ finding }) => finding));
      if (findings.length > 0 && (draft?.override ?? null) === null) setHeld({ findings, go });
      else go();
    },
    insist: async (override: string) => {
      const reply = await store();
      adopt(await edit({ id: reply.id, version: reply.version, override }));
      setHeld(null);
      held?.go();
    },
    openMail: () =>
      void withStored(({ mailto }) => {
        setOut(true);
        window.location.assign(mailto);
      }),
    noteCopied: () => {
      setOut(true);
      void store().catch(() => undefined);
    },
    ask: () => void withStored(setAsked),
    dontAsk: () => setAsked(null),
    letLeave: (reply: Reply) => {
      setAsked(null);
      setGone(reply);
    },
    arrived: (reply: Reply) => {
      setGone(null);
      setSent(reply);
    },
    cameBack: () => setGone(null),
    download: (what: "message" | "calendar") =>
      void withStored(({ links }) => {
        const address = links[what];
        if (address === null) return;
        // The calendar's answer alone is no letter.
        if (what === "message") setOut(true);
        fetchFile(address);
      }),
    sayOut: () => void withStored(async ({ id }) => setSent(await mark(id))),
    undo: () =>
      void attempt(async () => {
        await takeBack(invitationId);
        if (sent !== null) adopt(await show(sent.id));
        setSent(null);
      }),
  };
}
