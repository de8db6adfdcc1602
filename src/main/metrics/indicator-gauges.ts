import { Gauge, type Registry } from 'prom-client'
import { FAILED_WITHIN_HOURS } from '../../services/indicators/failed.ts'
import type { Indicators } from '../../services/indicators.ts'

/** One line of the page, or one for each value of a label. */
type Reading = { name: string; help: string; label?: string; values(found: Indicators): [string, number][] }

const one = (value: number): [string, number][] => [['', value]]
const byRoute = (of: (route: 'local' | 'mail') => number): [string, number][] => [
  ['local', of('local')],
  ['mail', of('mail')],
]

/** Those of which there is a value. */
const known = (routes: Indicators['routes'], of: (route: Indicators['routes'][number]) => number | null) =>
  routes.flatMap((route): [string, number][] => {
    const value = of(route)
    return value === null ? [] : [[route.domain, value]]
  })

/** Every indicator, in the order of a referral's way. */
const READINGS: readonly Reading[] = [
  {
    name: 'despatch_unsequenced_entries',
    help: 'Records that wait to be entered in the log; nothing that they are about leaves before.',
    values: ({ log }) => one(log.unsequenced),
  },
  {
    name: 'despatch_unsequenced_oldest_age_seconds',
    help: 'How long the oldest of them has waited.',
    values: ({ log }) => one(log.unsequencedSeconds),
  },
  {
    name: 'despatch_checkpoint_size',
    help: 'Entries under the newest checkpoint of the log.',
    values: ({ log }) => (log.checkpoint ? one(log.checkpoint.size) : []),
  },
  {
    name: 'despatch_checkpoint_age_seconds',
    help: 'How long ago the newest checkpoint was published; it grows while there is nothing to enter.',
    values: ({ log }) => (log.checkpoint ? one(log.checkpoint.ageSeconds) : []),
  },
  {
    name: 'despatch_unreleased_entries',
    help: 'Entries that wait for witnesses before anything that they are about leaves.',
    values: ({ log }) => one(log.unreleased),
  },
  {
    name: 'despatch_unreleased_oldest_age_seconds',
    help: 'How long the first of them has waited.',
    values: ({ log }) => one(log.unreleasedSeconds),
  },
  {
    name: 'despatch_witness_behind_entries',
    help: 'Entries of the log that the witness has not seen yet.',
    label: 'witness',
    values: ({ witnesses }) => witnesses.map(({ name, behind }) => [name, behind.log]),
  },
  {
    name: 'despatch_trust_witness_behind_entries',
    help: 'Records of the trust log that the witness has not seen yet.',
    label: 'witness',
    values: ({ witnesses }) => witnesses.map(({ name, behind }) => [name, behind.trust]),
  },
  {
    name: 'despatch_witness_faulty',
    help: 'Whether the witness gave no signature when it was last asked; its log and despatch doctor say why.',
    label: 'witness',
    values: ({ witnesses }) => witnesses.map(({ name, faults }) => [name, faults.length > 0 ? 1 : 0]),
  },
  {
    name: 'despatch_sequencer_active',
    help: 'Whether some process holds the lock of the log.',
    values: ({ log }) => one(log.sequenced ? 1 : 0),
  },
  {
    name: 'despatch_unrelayed_deliveries',
    help: 'Deliveries to mail partners that were accepted and that no server of theirs has taken yet.',
    values: ({ unrelayed }) => one(unrelayed.mail.deliveries),
  },
  {
    name: 'despatch_unrelayed_oldest_age_seconds',
    help: 'How long ago the oldest of them was accepted.',
    values: ({ unrelayed }) => one(unrelayed.mail.oldestSeconds),
  },
  {
    name: 'despatch_unrelayed_deliveries_by_domain',
    help: 'The same by the domain of the partner, those with the most.',
    label: 'domain',
    values: ({ unrelayed }) => unrelayed.byDomain.map(({ domain, deliveries }) => [domain, deliveries]),
  },
  {
    name: 'despatch_unrelayed_oldest_age_seconds_by_domain',
    help: 'How long ago the oldest of them was accepted, by the domain of the partner.',
    label: 'domain',
    values: ({ unrelayed }) => unrelayed.byDomain.map(({ domain, oldestSeconds }) => [domain, oldestSeconds]),
  },
  {
    name: 'despatch_route_paused',
    help: 'Whether somebody has paused the way to the partner.',
    label: 'domain',
    values: ({ routes }) => routes.map(({ domain, paused }) => [domain, paused ? 1 : 0]),
  },
  {
    name: 'despatch_route_deferrals',
    help: 'Attempts since the last success that are to be made again, by the domain of the partner.',
    label: 'domain',
    values: ({ routes }) => routes.map(({ domain, deferrals }) => [domain, deferrals]),
  },
  {
    name: 'despatch_route_last_success_timestamp_seconds',
    help: 'When the server of the partner last took a mail.',
    label: 'domain',
    values: ({ routes }) => known(routes, ({ lastSuccess }) => lastSuccess),
  },
  {
    name: 'despatch_route_certificate_expiry_timestamp_seconds',
    help: 'When the first of the certificates ends that the way to the partner depends on.',
    label: 'domain',
    values: ({ routes }) => known(routes, ({ certificateEnds }) => certificateEnds),
  },
  {
    name: 'despatch_due_deliveries',
    help: 'Deliveries that are due and that nobody has taken up: a worker does so within seconds.',
    label: 'route',
    values: ({ unrelayed }) => byRoute((route) => unrelayed[route].due),
  },
  {
    name: 'despatch_due_oldest_age_seconds',
    help: 'How long the one that is longest due has been so.',
    label: 'route',
    values: ({ unrelayed }) => byRoute((route) => unrelayed[route].dueSeconds),
  },
  {
    name: 'despatch_expired_leases',
    help: 'Deliveries whose worker died with the lease on them, and that no other has taken up yet.',
    values: ({ unrelayed }) => one(unrelayed.mail.leasesEnded),
  },
  {
    name: 'despatch_failed_deliveries',
    help: `Deliveries that ended in the last ${FAILED_WITHIN_HOURS} hours without having left.`,
    label: 'state',
    values: ({ failed }) => [
      ['failed', failed.failed],
      ['expired', failed.expired],
    ],
  },
  {
    name: 'despatch_silent_deliveries',
    help: 'Deliveries of between a day and eight days ago without evidence: relayed and not confirmed, or delivered here and not collected.',
    label: 'route',
    values: ({ silent }) => byRoute((route) => silent[route]),
  },
  {
    name: 'despatch_overdue_answers',
    help: 'Answers that were due in the last four weeks and have not come.',
    values: ({ overdue }) => one(overdue.answers),
  },
  {
    name: 'despatch_overdue_oldest_age_seconds',
    help: 'How long ago the day ended by which the longest overdue was asked for.',
    values: ({ overdue }) => one(overdue.oldestSeconds),
  },
  {
    name: 'despatch_unproven_arrivals',
    help: 'Mails from partners that no reader has opened and filed yet.',
    values: ({ arrivals }) => one(arrivals.unproven),
  },
  {
    name: 'despatch_unproven_oldest_age_seconds',
    help: 'How long ago the oldest of them came.',
    values: ({ arrivals }) => one(arrivals.unprovenSeconds),
  },
  {
    name: 'despatch_quarantined_arrivals',
    help: 'Mails from partners that wait in quarantine.',
    values: ({ arrivals }) => one(arrivals.quarantined),
  },
  {
    name: 'despatch_agreement_review_days',
    help: 'Days to the review of each agreement (I5); negative when it is past.',
    label: 'agreement',
    values: ({ agreements }) => agreements.map(({ id, review }) => [id, review]),
  },
  {
    name: 'despatch_agreement_end_days',
    help: 'Days to the end of each agreement; negative when it is past.',
    label: 'agreement',
    values: ({ agreements }) => agreements.map(({ id, end }) => [id, end]),
  },
  {
    name: 'despatch_mailboxes_with_ending_keys',
    help: 'Mailboxes of which somebody’s grant ends within so many days.',
    label: 'days',
    values: ({ ending }) => Object.entries(ending.mailboxes),
  },
  {
    name: 'despatch_people_with_ending_training',
    help: 'People whose training ends within so many days, or has ended.',
    label: 'days',
    values: ({ ending }) => Object.entries(ending.people),
  },
]

/** The gauges of the indicators. `show` sets them all, or leaves all out where there are none to show. */
export function indicatorGauges(registers: Registry[]): { show(found: Indicators | null): void } {
  const gauges = READINGS.map(({ name, help, label, values }) => ({
    label,
    values,
    gauge: new Gauge({ name, help, labelNames: label === undefined ? [] : [label], registers }),
  }))
  return {
    show(found) {
      for (const { gauge, label, values } of gauges) {
        gauge.reset()
        // A gauge without a label would be shown as 0, and 0 says that all is well.
        if (label === undefined) gauge.remove()
        if (found === null) continue
        for (const [of, value] of values(found)) {
          if (label === undefined) gauge.set(value)
          else gauge.set({ [label]: of }, value)
        }
      }
    },
  }
}
