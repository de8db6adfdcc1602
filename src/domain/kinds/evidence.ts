/** What can show a court that somebody behaved as is said, with plain names. */
export const EVIDENCE_TYPES = {
  'witness-statement': 'Statement of a witness',
  'officer-statement': "Officer's own statement",
  'professional-witness': 'Statement of a professional witness',
  'incident-log': 'Log of incidents',
  'diary-sheet': "Resident's diary sheet",
  'crime-record': 'Record of a crime or a conviction',
  cctv: 'CCTV or other film',
  photograph: 'Photograph',
  'sound-recording': 'Recording of sound',
  'noise-reading': 'Reading of a noise meter',
  correspondence: 'Letter, warning or contract',
  'impact-statement': 'Statement of the effect on a community',
  other: 'Other',
} as const
