import { Alert, Button, Text } from "@mantine/core";
import { IconCheck } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";

import { Failure } from "~/parts/Failure";
import { LeaveGuard } from "~/parts/LeaveGuard";

import classes from "./Settings.module.css";
import type { ProfileField, ProfileForm } from "./useProfileForm";

/** How a form stands: unsaved, being saved, saved, refused; with the two things to do about it. */
export function SaveBar<Name extends ProfileField>({ form }: { form: ProfileForm<Name> }) {
  const { t } = useTranslation(["settings", "common"]);
  return (
    <>
      {form.isLate && (
        <Alert color="orange" role="alert" mt="md" title={t("form.late")}>
          {t("form.late_about")}
        </Alert>
      )}
      {form.refused !== null && (
        <div style={{ marginTop: 16 }}>
          <Failure error={form.refused} />
        </div>
      )}
      <div className={classes.save} data-unsaved={form.isDirty || undefined}>
        <Text size="sm" role="status" mr="auto" c={form.isSaved ? undefined : "dimmed"}>
          {form.isSaved && <IconCheck size={16} aria-hidden style={{ verticalAlign: -3, marginInlineEnd: 6 }} />}
          {form.isSaved ? t("form.saved") : form.isDirty ? t("form.unsaved") : ""}
        </Text>
        {form.isDirty && (
          <Button variant="default" onClick={form.reset} disabled={form.isSaving} h={40}>
            {t("form.discard")}
          </Button>
        )}
        <Button type="submit" loading={form.isSaving} disabled={!form.isDirty} h={40}>
          {t("common:act.save")}
        </Button>
      </div>
      <LeaveGuard
        isUnsaved={() => form.isDirty}
        title={t("form.leave")}
        words={t("form.leave_about")}
        stay={t("form.stay")}
        leave={t("form.leave_act")}
      />
    </>
  );
}
