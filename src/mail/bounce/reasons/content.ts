import { anyOf } from './phrases.ts'

/** What says that it is about what the message holds. */

export const spam = anyOf(
  '\\b(?:spam(?:ming|mer|my)?|ube|uce|unsolicited|bulk e?mail|junk ?mail|phish\\w{0,4}|mcspamsignature)\\b',
  'spam ?(?:score|like|assassin|detected|filter|message|content|related|points)|looks like …spam|considered …(?:spam|junk)|message contents? rejected|content …(?:rejected|filter)|high probability of spam|blocked by …(?:filter|content)',
)

export const virus = anyOf(
  '\\b(?:virus|malware|trojan|worm|infected|executable attachment)\\b|forbidden …(?:executable|attachment|file)',
)

export const policy = anyOf(
  '\\b(?:security )?polic(?:y|ies)\\b|illegal attachment|suspicious|prohibited|not (?:allowed|accepted|acceptable|permitted)…(?:content|attachment|polic|reason)|administratively|blocked for …(?:content|security)|(?:extension|file type|attachment)…(?:not allowed|blocked|rejected)|denied by …rule|you have exceeded',
)

export const contentError = anyOf(
  '8.?bit data|improper use of|mime (?:header|error|format|structure)|header (?:error|format|syntax|line)|malformed|too many .?received.? headers|conversion (?:required|failed|to)|charset|000?50311|000502cc|unsupported (?:media|content)|not (?:rfc ?\\d{3,4}|rfc[- ]compliant)|rfc ?(?:2822|5322|5321)|missing (?:or|from|date|header)|bare (?:lf|cr)|loop …header',
)

export const securityError = anyOf(
  'authentication (?:fail|required|turned|credential)|tls (?:required|fail|not|negotiat)|starttls|encrypt\\w{0,4} (?:required|needed)|certificate|access denied|account not subscribed|security (?:violation|alert)|unauthori[sz]ed|authrequired|not authori[sz]ed|insecure',
)

export const syntaxError = anyOf(
  'syntax error|command (?:not (?:implemented|recogni[sz]ed)|unrecogni[sz]ed|rejected)|bad sequence|malformed address|angle-brackets nested|expected word|domain missing in|bad command|improper (?:command|sequence)|protocol error|invalid argument',
)
