import { Alert, Button, Group, NativeSelect, Stack, Text } from "@mantine/core";
import { IconFileAlert } from "@tabler/icons-react";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";

import { Problem } from "~/api/client";
import { Failure } from "~/parts/Failure";
import { useProblemWords } from "~/parts/refusal";
import type { Upload } from "~/queries/upload";

import type { Refusal } from "./useUploading";

interface Props extends Refusal {
  send: (upload: Upload) => void;
}

/** Why a file was turned down, in the server's words; and the one question that may mend it. */
export function Refused({ upload, error, send }: Props) {
  const { t } = useTranslation("importing");
  const words = useProblemWords();
  const place = useRef<HTMLDivElement>(null);
  const [column, setColumn] = useState("");
  useEffect(() => place.current?.focus(), []);
  const isAnswer = error instanceof Problem && !error.isOffline && error.status < 500;
  const columns = columnsOf(error);
  if (!isAnswer)
    return (
      <div ref={place} tabIndex={-1}>
        <Failure error={error} retry={() => send(upload)} />
      </div>
    );
  return (
    <Alert
      ref={place}
      tabIndex={-1}
      role="alert"
      color="red"
      icon={<IconFileAlert aria-hidden />}
      title={t("refused.title", { name: upload.file.name })}
      styles={{ title: { overflowWrap: "anywhere" } }}
    >
      <Stack gap="sm">
        <Text size="sm" style={{ overflowWrap: "anywhere" }}>
          {words(error)}
        </Text>
        {columns.length > 0 && (
          <Group align="flex-end" gap="sm">
            <NativeSelect
              label={t("refused.column")}
              value={column}
              onChange={(event) => setColumn(event.currentTarget.value)}
              data={[{ value: "", label: t("refused.choose") }, ...columns.map((one) => ({ value: one, label: one }))]}
              maw="100%"
            />
            <Button
              disabled={column === ""}
              onClick={() => send({ file: upload.file, mapping: { ...upload.mapping, [column]: "company" } })}
            >
              {t("refused.again")}
            </Button>
          </Group>
        )}
      </Stack>
    </Alert>
  );
}

/** The columns of the file, where saying what they mean would lift the refusal. */
function columnsOf(error: Error): string[] {
  const columns = error instanceof Problem ? error.body.columns : undefined;
  return Array.isArray(columns) ? columns.filter((one) => typeof one === "string") : [];
}
