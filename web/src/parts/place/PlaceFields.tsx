import { Select } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";

import { type Country, countriesQuery } from "~/queries/places";
import { localeFor, momentWords } from "~/time/moment";

export interface Place {
  time_zone: string;
  country: string | null;
  region: string | null;
}

interface Props {
  value: Place;
  onChange: (changed: Partial<Place>) => void;
  fields?: Readonly<Record<string, string>>;
}

/** Where a person counts their time: zone, country, and the region where it has holidays of its own. */
export function PlaceFields({ value, onChange, fields = {} }: Props) {
  return (
    <>
      <ZoneField value={value.time_zone} onChange={(time_zone) => onChange({ time_zone })} error={fields.time_zone} />
      <CountryField
        value={value.country}
        onChange={(country) => onChange({ country, region: null })}
        error={fields.country}
      />
      <RegionField value={value} onChange={(region) => onChange({ region })} error={fields.region} />
    </>
  );
}

/** Chosen like any other, so that a keyboard can choose it too. */
const NONE = "";

interface FieldProps<Value> {
  value: Value;
  onChange: (value: Value) => void;
  error?: string;
}

function ZoneField({ value, onChange, error }: FieldProps<string>) {
  const { t, i18n } = useTranslation("welcome");
  const zones = useMemo(() => zonesWith(value), [value]);
  return (
    <Select
      label={t("place.zone")}
      description={t("place.zone_now", { time: momentWords(i18n.language, value).time(new Date().toISOString()) })}
      inputWrapperOrder={["label", "input", "error", "description"]}
      data={zones}
      value={value}
      onChange={(zone) => zone !== null && onChange(zone)}
      searchable
      allowDeselect={false}
      limit={80}
      nothingFoundMessage={t("place.nothing_found")}
      error={error}
      size="md"
    />
  );
}

function CountryField({ value, onChange, error }: FieldProps<string | null>) {
  const { t, i18n } = useTranslation("welcome");
  const { data } = useQuery(countriesQuery);
  const options = useMemo(() => countryOptions(data?.items ?? [], i18n.language), [data, i18n.language]);
  const none = { value: NONE, label: t("place.no_country") };
  return (
    <Select
      label={t("place.country")}
      description={t("place.country_why")}
      inputWrapperOrder={["label", "input", "error", "description"]}
      data={[none, ...options]}
      value={value ?? NONE}
      onChange={(country) => onChange(country === NONE ? null : country)}
      searchable
      allowDeselect={false}
      limit={80}
      nothingFoundMessage={t("place.nothing_found")}
      disabled={data === undefined}
      error={error}
      size="md"
    />
  );
}

interface RegionProps {
  value: Place;
  onChange: (region: string | null) => void;
  error?: string;
}

function RegionField({ value, onChange, error }: RegionProps) {
  const { t } = useTranslation("welcome");
  const country = useCountry(value.country);
  if (country === undefined || country.regions.length === 0) return null;
  return (
    <Select
      label={t("place.region")}
      description={t("place.region_why")}
      inputWrapperOrder={["label", "input", "error", "description"]}
      data={[
        { value: NONE, label: t("place.no_region") },
        ...country.regions.map(({ code, name }) => ({ value: code, label: name })),
      ]}
      value={value.region ?? NONE}
      onChange={(region) => onChange(region === NONE ? null : region)}
      searchable
      allowDeselect={false}
      limit={120}
      nothingFoundMessage={t("place.nothing_found")}
      error={error}
      size="md"
    />
  );
}

export function useCountry(code: string | null): Country | undefined {
  const { data } = useQuery(countriesQuery);
  return data?.items.find((country) => country.code === code);
}

/** The working week that the account has as long as it names none of its own; undefined while that is asked. */
export function useUsualWeek(country: string | null): readonly number[] | undefined {
  const { data } = useQuery(countriesQuery);
  return data?.items.find(({ code }) => code === country)?.working_days ?? data?.without_country;
}

export function countryName(code: string, language: string): string {
  try {
    return new Intl.DisplayNames(localeFor(language), { type: "region" }).of(code) ?? code;
  } catch {
    return code;
  }
}

function countryOptions(countries: readonly Country[], language: string) {
  const order = new Intl.Collator(language);
  return countries
    .map(({ code }) => ({ value: code, label: countryName(code, language) }))
    .sort((one, other) => order.compare(one.label, other.label));
}

/** Every zone that the browser names, and the present one, which it may know by another name. */
function zonesWith(present: string): string[] {
  const known = typeof Intl.supportedValuesOf === "function" ? Intl.supportedValuesOf("timeZone") : [];
  return [...new Set([...known, "UTC", present])].sort();
}
