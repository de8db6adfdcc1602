/** Passphrases that may be tried under one name from one address, without a good one among them, before none is for a day. */
export const GUESSES_BEFORE_LOCK = 10
/** And in a day under one name from all addresses together that it has not signed in from lately. */
export const GUESSES_OF_STRANGERS = 100
/** How long an address is one from which a name has signed in lately. */
export const KNOWN_DAYS = 60
/** Places that a name is known at; the longest unused is forgotten. */
export const MOST_KNOWN = 50
/** Guesses from a place, an address, an IPv6 network, in a day, before each has to wait longer than the one before. */
export const FREE = { place: 3, address: 20, network: 200 }
/** From an address, however much was tried, another is taken after as long. */
export const LONGEST_WAIT_MS = 15 * 60 * 1000
export const DAY_MS = 24 * 60 * 60 * 1000
