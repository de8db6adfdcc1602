import { isRole, relationsOf } from '../domain/roles.ts'
import type { SignedIn } from './worker/open-session.ts'

type Person = SignedIn['person']

/** Whether somebody reviews what all agencies disclosed. What they may do, the service says. */
export const isAuditor = ({ roles }: Pick<Person, 'roles'>): boolean =>
  relationsOf(roles.filter(isRole), 'read-register').has('any')

/** Whether somebody works with referrals: an auditor does not, whatever mailboxes there are. */
export const worksWithReferrals = ({ roles }: Pick<Person, 'roles'>): boolean =>
  relationsOf(roles.filter(isRole), 'see-referral').size > 0

/** Whether somebody lists for a court: pushing orders is their day's work. */
export const isCourtOfficer = ({ roles }: Pick<Person, 'roles'>): boolean => roles.includes('court-officer')
