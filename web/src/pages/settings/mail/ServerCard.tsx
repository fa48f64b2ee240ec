import { Button, Skeleton } from "@mantine/core";
import type { UseQueryResult } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";

import { Failure } from "~/parts/Failure";

import { Card } from "../Card";

interface Props<Server> {
  title: string;
  about: string;
  /** The server, null where none is set up. */
  asked: UseQueryResult<Server | null>;
  setUp: { words: string; icon: ReactNode };
  /** The server that is set up, and how to change it. */
  own: (server: Server, change: () => void) => ReactNode;
  /** The form, for a new server or the one that is there. */
  form: (server: Server | null, close: () => void) => ReactNode;
}

/** A server of the person's: to be set up, or as it stands. */
export function ServerCard<Server>({ title, about, asked, setUp, own, form }: Props<Server>) {
  const [isWriting, setWriting] = useState(false);
  const { data, error, refetch } = asked;
  const write = () => setWriting(true);
  return (
    <Card title={title} about={about}>
      {error !== null && data === undefined && <Failure error={error} retry={() => void refetch()} />}
      {data === undefined && error === null && <Skeleton h={96} />}
      {data === null && (
        <Button h={40} variant="default" leftSection={setUp.icon} onClick={write}>
          {setUp.words}
        </Button>
      )}
      {data != null && own(data, write)}
      {isWriting && data !== undefined && form(data, () => setWriting(false))}
    </Card>
  );
}
