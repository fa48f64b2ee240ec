import { Alert, Button, Group, Stack } from "@mantine/core";
import { IconFileImport, IconFiles } from "@tabler/icons-react";
import { useEffect, useEffectEvent } from "react";
import { useTranslation } from "react-i18next";

import { Dialog } from "~/parts/Dialog";
import { Refused } from "~/parts/upload/Refused";
import { Sending } from "~/parts/upload/Sending";
import { MOST_FILES, useUploading } from "~/parts/upload/useUploading";

import { tookFiles } from "./dropping";
import classes from "./Dropped.module.css";

interface Props {
  isOver: boolean;
  files: readonly File[];
}

/** Files held over the page, then on their way; what is turned down is told where it was let go. */
export default function Dropped({ isOver, files }: Props) {
  const uploading = useUploading();
  const take = useEffectEvent(() => {
    tookFiles();
    uploading.send(...files.map((file) => ({ file })));
  });
  useEffect(() => {
    if (files.length > 0) take();
  }, [files]);

  if (isOver) return <Over />;
  const { underWay, refused, isTooMany, send, cancel, forget } = uploading;
  if (underWay === null && refused.length === 0 && !isTooMany) return null;
  const close = () => {
    cancel();
    forget();
  };
  return (
    <Told onClose={close} isDone={underWay === null}>
      {underWay !== null && <Sending {...underWay} cancel={cancel} />}
      {isTooMany && <TooMany />}
      {refused.map((one) => (
        <Refused key={one.upload.file.name + one.error.message} {...one} send={send} />
      ))}
    </Told>
  );
}

/** Only for whoever drags; everyone else has the buttons of the import page. */
function Over() {
  const { t } = useTranslation("importing");
  return (
    <div className={classes.over} aria-hidden>
      <div className={classes.inside}>
        <IconFileImport size={48} stroke={1.3} />
        <p>{t("drop.now")}</p>
        <p className={classes.about}>{t("drop.what")}</p>
      </div>
    </div>
  );
}

function Told({ onClose, isDone, children }: { onClose: () => void; isDone: boolean; children: React.ReactNode }) {
  const { t } = useTranslation(["importing", "common"]);
  return (
    <Dialog title={t("drop.dialog")} onClose={onClose} size="lg">
      {/* Room for the frame of what has the focus. */}
      <Stack pt={4}>
        {children}
        {isDone && (
          <Group justify="flex-end">
            <Button variant="default" h={42} onClick={onClose}>
              {t("common:act.close")}
            </Button>
          </Group>
        )}
      </Stack>
    </Dialog>
  );
}

function TooMany() {
  const { t } = useTranslation("importing");
  return (
    <Alert role="alert" color="ink" icon={<IconFiles aria-hidden />}>
      {t("drop.most", { most: MOST_FILES })}
    </Alert>
  );
}
