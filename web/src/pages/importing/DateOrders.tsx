import { Radio, Stack, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";

import type { Schemas } from "~/api/client";
import { useProblemWords } from "~/parts/refusal";

import classes from "./importing.module.css";
import type { Asked } from "./useOptions";
import { useFileWords } from "./words";

type Order = Schemas["DateOrderView"];

/** Nothing in the file decides these: the person may. */
const isOpen = ({ decided_by: by }: Order) => by === "option" || by === "locale";

/** Whether 03/07 is in March or in July: how it was decided for each column, and the question where it wasn't. */
export function DateOrders({ orders, asked }: { orders: Order[]; asked: Asked }) {
  const { t } = useTranslation("importing");
  const open = orders.filter(isOpen);
  return (
    <section className={classes.card}>
      <h2 className={classes.heading}>{t("dates.title")}</h2>
      <Stack gap={6} mt={6}>
        {orders.map((order) => (
          <HowDecided key={order.field} order={order} />
        ))}
      </Stack>
      {open[0] !== undefined && (
        <Question order={open.find(({ example }) => example != null) ?? open[0]} asked={asked} />
      )}
    </section>
  );
}

function HowDecided({ order }: { order: Order }) {
  const { t } = useTranslation("importing");
  const words = useFileWords();
  const { header, day_first: isDayFirst, decided_by: by, example, is_mixed: isMixed } = order;
  const sentences = [
    t(`dates.by.${by}`, { header, order: t(isDayFirst ? "dates.read_day_first" : "dates.read_month_first") }),
  ];
  if (example != null && !isOpen(order))
    sentences.push(
      t("dates.example", {
        value: example.value,
        date: words.date(isDayFirst ? example.day_first : example.month_first),
      }),
    );
  if (isMixed) sentences.push(t("dates.mixed"));
  return (
    <Text size="sm" style={{ overflowWrap: "anywhere" }}>
      {sentences.join(" ")}
    </Text>
  );
}

function Question({ order, asked }: { order: Order; asked: Asked }) {
  const { t } = useTranslation("importing");
  const words = useFileWords();
  const problemWords = useProblemWords();
  const { example } = order;
  const isDayFirst = asked.options.day_first ?? order.day_first;
  const choice = (which: "day_first" | "month_first") => {
    const name = t(`dates.${which}`);
    return example == null ? name : t("dates.is_day", { order: name, date: words.date(example[which]) });
  };
  return (
    <Radio.Group
      mt="sm"
      label={example == null ? t("dates.ask_plainly") : t("dates.ask", { value: example.value })}
      value={isDayFirst ? "day_first" : "month_first"}
      onChange={(chosen) => asked.ask("dates", { day_first: chosen === "day_first" })}
      error={asked.refused?.about === "dates" && problemWords(asked.refused.error)}
    >
      <Stack gap={4} mt={6}>
        {(["day_first", "month_first"] as const).map((which) => (
          <Radio key={which} value={which} label={choice(which)} py={8} />
        ))}
      </Stack>
    </Radio.Group>
  );
}
