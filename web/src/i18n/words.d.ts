/** Every key is checked against the English files; German ones must have the same (tests/words.test.ts). */

import "i18next";

import type calendar from "../locales/en/calendar.json";
import type common from "../locales/en/common.json";
import type compose from "../locales/en/compose.json";
import type everything from "../locales/en/everything.json";
import type home from "../locales/en/home.json";
import type importing from "../locales/en/importing.json";
import type insights from "../locales/en/insights.json";
import type invitation from "../locales/en/invitation.json";
import type mail from "../locales/en/mail.json";
import type people from "../locales/en/people.json";
import type messages from "../locales/en/messages.json";
import type record from "../locales/en/record.json";
import type sending from "../locales/en/sending.json";
import type settings from "../locales/en/settings.json";
import type vocabulary from "../locales/en/vocabulary.json";
import type welcome from "../locales/en/welcome.json";

declare module "i18next" {
  interface CustomTypeOptions {
    defaultNS: "common";
    resources: {
      calendar: typeof calendar;
      common: typeof common;
      compose: typeof compose;
      everything: typeof everything;
      home: typeof home;
      importing: typeof importing;
      insights: typeof insights;
      invitation: typeof invitation;
      mail: typeof mail;
      people: typeof people;
      messages: typeof messages;
      record: typeof record;
      sending: typeof sending;
      settings: typeof settings;
      vocabulary: typeof vocabulary;
      welcome: typeof welcome;
    };
  }
}
