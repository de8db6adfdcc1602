import { expect, it } from 'vitest'
import { isWithin, LEVELS } from '../../src/domain/marking-levels.ts'
import { ruleSet } from '../../src/domain/rule-sets.ts'

/**
 * The rows of the program are the first edition of each rule set, and amendments in the trust log are entered on top of them, for
 * ever. Where a row is taken away here, an amendment that ended it is believed no more, and with it no record after that; where
 * one is added, so is an amendment that had given it to its partnership. So neither is done: what changes is amended (decision
 * 0029), or stands in a rule set of another name.
 */
const FIRST = {
  'uk-2010': {
    bases: `
      asba-2003 caldicott-1 caldicott-2 caldicott-3 caldicott-4 caldicott-5 caldicott-6 caldicott-7
      cda-1998-s115 cda-1998-s17 cda-1998-s17a cda-1998-s6 cjcsa-2000-s67 common-law-crime
      common-law-harm common-law-own-health common-law-own-interest common-law-public-health
      common-law-public-interest common-law-required dpa-1998-s29 dpa-1998-s35 dpa-1998-sch2-1
      dpa-1998-sch2-2 dpa-1998-sch2-3 dpa-1998-sch2-4 dpa-1998-sch2-5 dpa-1998-sch2-6 dpa-1998-sch3-1
      dpa-1998-sch3-2 dpa-1998-sch3-3a dpa-1998-sch3-3b dpa-1998-sch3-4 dpa-1998-sch3-5 dpa-1998-sch3-6
      dpa-1998-sch3-7 dpa-1998-sch3-7a dpa-1998-sch3-8 dpa-1998-sch3-9 foi-2000 hra-1998-art8-crime
      hra-1998-art8-economy hra-1998-art8-health hra-1998-art8-rights hra-1998-art8-safety
      hra-1998-art8-security pca-2009 pja-2006-s19 pja-2006-s19-identified pra-2002 si-2007-1831`,
    descriptors: [
      'APPOINTMENTS',
      'BUDGET',
      'COMMERCIAL',
      'CONTRACTS',
      'HONOURS',
      'INVESTIGATION',
      'MANAGEMENT',
      'MEDICAL',
      'PERSONAL',
      'POLICY',
      'PRIVATE',
      'STAFF',
      'VISITS',
    ],
    levels: ['NOT PROTECTIVELY MARKED', 'PROTECT', 'RESTRICTED'],
  },
  'uk-2026': {
    bases: `
      asba-2003 asbcpa-2014 caldicott-2020-1 caldicott-2020-2 caldicott-2020-3 caldicott-2020-4
      caldicott-2020-5 caldicott-2020-6 caldicott-2020-7 caldicott-2020-8 cda-1998-s115 cda-1998-s17
      cda-1998-s17a cda-1998-s6 cja-2003-s325 common-law-crime common-law-harm common-law-own-health
      common-law-own-interest common-law-public-health common-law-public-interest common-law-required
      dpa-2018-s35-2a dpa-2018-s35-2b dpa-2018-s35-4 dpa-2018-s35-5 dpa-2018-s36 dpa-2018-sch1-1
      dpa-2018-sch1-10 dpa-2018-sch1-11 dpa-2018-sch1-12 dpa-2018-sch1-13 dpa-2018-sch1-14
      dpa-2018-sch1-15 dpa-2018-sch1-16 dpa-2018-sch1-17 dpa-2018-sch1-18 dpa-2018-sch1-19
      dpa-2018-sch1-2 dpa-2018-sch1-20 dpa-2018-sch1-21 dpa-2018-sch1-22 dpa-2018-sch1-23
      dpa-2018-sch1-24 dpa-2018-sch1-25 dpa-2018-sch1-26 dpa-2018-sch1-27 dpa-2018-sch1-28
      dpa-2018-sch1-29 dpa-2018-sch1-3 dpa-2018-sch1-30 dpa-2018-sch1-31 dpa-2018-sch1-32
      dpa-2018-sch1-33 dpa-2018-sch1-34 dpa-2018-sch1-35 dpa-2018-sch1-36 dpa-2018-sch1-37
      dpa-2018-sch1-4 dpa-2018-sch1-6 dpa-2018-sch1-7 dpa-2018-sch1-8 dpa-2018-sch1-9 dpa-2018-sch2-2
      dpa-2018-sch2-3 dpa-2018-sch2-5 dpa-2018-sch8-1 dpa-2018-sch8-2 dpa-2018-sch8-3 dpa-2018-sch8-4
      dpa-2018-sch8-5 dpa-2018-sch8-6 dpa-2018-sch8-7 dpa-2018-sch8-8 dpa-2018-sch8-9 foi-2000
      hra-1998-art8-crime hra-1998-art8-economy hra-1998-art8-health hra-1998-art8-rights
      hra-1998-art8-safety hra-1998-art8-security pca-2009 pja-2006-s19 pja-2006-s19-identified pra-2002
      si-2007-1831 uk-gdpr-art10-law uk-gdpr-art10-official uk-gdpr-art6-1a uk-gdpr-art6-1b
      uk-gdpr-art6-1c uk-gdpr-art6-1d uk-gdpr-art6-1e uk-gdpr-art6-1ea uk-gdpr-art6-1f uk-gdpr-art9-2a
      uk-gdpr-art9-2b uk-gdpr-art9-2c uk-gdpr-art9-2d uk-gdpr-art9-2e uk-gdpr-art9-2f uk-gdpr-art9-2g
      uk-gdpr-art9-2h uk-gdpr-art9-2i uk-gdpr-art9-2j`,
    descriptors: ['COMMERCIAL', 'HR/MANAGEMENT', 'LEGAL PRIVILEGE', 'PERSONAL DATA'],
    levels: ['OFFICIAL', 'OFFICIAL-SENSITIVE'],
  },
} as const

it.each(['uk-2010', 'uk-2026'] as const)('the first edition of %s has the rows that it always had', (id) => {
  const { edition, ended, bases, marking } = ruleSet(id)
  const { scheme, ceiling, descriptors } = marking
  expect({ edition, ended }).toEqual({ edition: 1, ended: [] })
  expect(bases.map(({ code }) => code).toSorted()).toEqual(FIRST[id].bases.trim().split(/\s+/))
  expect(descriptors.toSorted()).toEqual(FIRST[id].descriptors)
  const travelling = LEVELS[scheme].filter((level) => isWithin({ scheme, level }, { scheme, level: ceiling }))
  expect(travelling).toEqual(FIRST[id].levels)
})
