import type { KeyOpeningResponse } from '../../domain/wire/key-opening.ts'

const PURPOSES = {
  drill: 'was brought out for a drill',
  'drill-passed': 'passed a drill',
  recovery: 'gave a mailbox back to its members',
  'break-glass': 'opened a mailbox: GLASS WAS BROKEN',
} as const satisfies Record<KeyOpeningResponse['purpose'], string>

/** Openings that are shown. */
const MOST_SHOWN = 5

/** When the recovery key was brought out, the newest first. */
export const openingLines = (openings: readonly KeyOpeningResponse[]): string[] =>
  openings
    .slice(0, MOST_SHOWN)
    .map(
      ({ purpose, reason, mailbox, by, at }) =>
        `${at.slice(0, 16).replace('T', ' ')} the recovery key ${PURPOSES[purpose]}${mailbox === null ? '' : `, ${mailbox}`}: ${reason}, by ${by}.`,
    )
