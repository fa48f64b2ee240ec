import { Button, Chip, Fieldset, Group, SimpleGrid, Stack, Switch } from "@mantine/core";
import { useTranslation } from "react-i18next";

import { AttentionIcon, LEVELS } from "~/parts/Attention";

import form from "./FilterForm.module.css";
import { filterCount, type Asking, STATUSES } from "./filters";
import { LateDay } from "~/parts/when/LateDay";
import { LateText } from "~/parts/LateText";

/** All that narrows the list; each change shows at once. */
export function FilterForm({ asking }: { asking: Asking }) {
  const { t } = useTranslation(["everything", "vocabulary"]);
  const { wanted, ask, clear } = asking;
  return (
    <Stack gap="md">
      <Fieldset variant="unstyled" classNames={{ legend: form.legend }} legend={t("filter.attention")}>
        <Chip.Group multiple value={wanted.attention} onChange={(chosen) => ask({ attention: chosen })}>
          <Group gap={6} mt={6}>
            {LEVELS.map((level) => (
              <Chip
                key={level}
                value={level}
                size="sm"
                variant="outline"
                classNames={{ label: form.chip }}
                data-autofocus={level === LEVELS[0] || undefined}
              >
                <Group component="span" gap={5} wrap="nowrap" display="inline-flex">
                  <AttentionIcon level={level} size={15} />
                  {t(`vocabulary:attention.${level}`)}
                </Group>
              </Chip>
            ))}
          </Group>
        </Chip.Group>
      </Fieldset>
      <Fieldset variant="unstyled" classNames={{ legend: form.legend }} legend={t("filter.status")}>
        <Chip.Group multiple value={wanted.status} onChange={(chosen) => ask({ status: chosen })}>
          <Group gap={6} mt={6}>
            {STATUSES.map((status) => (
              <Chip key={status} value={status} size="sm" variant="outline" classNames={{ label: form.chip }}>
                {t(`vocabulary:status.${status}`)}
              </Chip>
            ))}
          </Group>
        </Chip.Group>
      </Fieldset>
      <SimpleGrid cols={2} spacing="sm">
        <LateText
          label={t("filter.company")}
          description={t("filter.company_about")}
          value={wanted.company}
          onChange={(company) => ask({ company }, { replace: true })}
        />
        <LateText
          label={t("filter.tag")}
          description={t("filter.tag_about")}
          value={wanted.tag}
          onChange={(tag) => ask({ tag }, { replace: true })}
        />
        <LateDay
          label={t("filter.received_from")}
          value={wanted.received_from}
          onChange={(day) => ask({ received_from: day }, { replace: true })}
        />
        <LateDay
          label={t("filter.received_to")}
          value={wanted.received_to}
          onChange={(day) => ask({ received_to: day }, { replace: true })}
        />
      </SimpleGrid>
      <Group justify="space-between">
        <Switch
          label={t("filter.deleted")}
          checked={wanted.deleted}
          onChange={(event) => ask({ deleted: event.currentTarget.checked })}
        />
        <Button variant="subtle" onClick={clear} disabled={filterCount(wanted) === 0}>
          {t("filter.clear")}
        </Button>
      </Group>
    </Stack>
  );
}
