/** The link that writes to an address. Only what would end the address or add to the mail is escaped (RFC 6068). */
export const mailtoOf = (address: string) => `mailto:${encodeURIComponent(address).replaceAll("%40", "@")}`;
