import { anyOf } from './phrases.ts'

/** What says that a system on the way did not do its work. */

/** That a server gave a message up for its age, which holds whatever was in the way all the time. */
export const givenUp = anyOf(
  'in the queue too long|envelope expired|did not accept our requests to connect|aborted after [\\d.]{1,6} ?(?:hour|day|minute)|not delivered within \\d|(?:was|been) (?:in the queue|undeliverable|trying) for \\d{1,3} (?:hour|day)|queue\\.expired|message (?:has )?expired|retry timeout exceeded|not been able to deliver …for (?:the last )?\\d',
)

export const expired = anyOf(
  'retry time(?:out)?\\b…(?:exceeded|reached)|delivery (?:time|retry)…(?:expired|exceeded|timeout)|(?:time ?out|time) expired|message expired|queue\\.expired',
  '(?:not|couldn.?t be|could not be) (?:be )?delivered (?:within|for the last|after|in)\\b|has been (?:delayed|failing|frozen)|delayed …(?:hours?|minutes?|days?)|(?:was|is) aborted after|undelivered after|gave up|giving up (?:after|on the)|unable to deliver this message after',
  'still (?:undelivered|in the queue|trying)|will (?:be retried|continue to (?:try|be))|hosts have been failing|no action is required|delay reason|warning message only|(?:host|server|mail host) (?:is )?not re(?:sponding|achable)|did not accept our requests to connect|(?:connection|operation|conversation) …timed? ?out|timed out (?:while|during|when)|frozen on arrival',
  '(?:could not contact|no answer from) (?:dns|host)|not delivered within|delivery failed \\d{1,3} attempts|exceeded …(?:retry|time)|cannot connect to …host|deferred',
)

export const networkError = anyOf(
  '(?:network|host|destination|server|no route)\\b…(?:is )?(?:unreachable|to host|down)\\b|network (?:error|is)|connection (?:refused|reset|lost|closed|dropped|failed|error|broken)|could ?n.?t (?:connect|reach)|(?:unable|failed|not able|wasn.?t able) to (?:connect|establish|contact)',
  'loops? back to (?:myself|itself|me)|mail (?:forwarding )?loop|routing loop|too many hops|maximum hop|hop count|mxloopback|best[- ]preference mx|local configuration error|host map|name server (?:error|failure)|dns (?:failure|lookup|error|time)|temporary (?:lookup|dns|name)|00120270|lost connection|bad dns|no route to',
)

export const systemFull = anyOf(
  'insufficient (?:system|disk) (?:storage|space|resources)|(?:system|disk|mail system|server|file system|filesystem) (?:is |storage )?(?:full|congest\\w{3})|no space left|requested mail action aborted: exceeded|not enough (?:free )?(?:disk |storage )?space|system …storage',
)

export const systemError = anyOf(
  'local (?:error|delivery failed|configuration|problem)|internal (?:server |software )?error|configuration error|server (?:error|configuration|fault)|system (?:error|failure|config|resources|problem)|(?:can.?t|cannot) (?:create|open|lock|write|append|locate)|i/o error|could not (?:write|open|create)|service (?:not available|currently unavailable|unavailable|temporarily)|out of memory|ldap|directory (?:server|lookup)|unable to (?:deliver to|process|lock|open|run)|mail (?:system|server) (?:problem|error)|resources|interpreter: no such file|000d06b5|no proxy|several matches found|delivery to (?:file|pipe) forbidden|lmtp error|requested action aborted|temporary (?:failure|error|problem)|try again later|duplicated message',
)

/** Of a program that a message was handed to. */
export const mailerError = anyOf(
  'procmail|x-unix|pipe to \\||\\|/|command (?:output|failed|died|not found|execution|time limit)|exit(?:ed)? (?:status|code|\\d)|with (?:status|signal) \\d|mailer …(?:died|exited|error|failure)|maildrop|spamassassin:|dovecot-lda|deliver:|mda\\b|(?:^| |"|\\|)/(?:usr/|opt/)?(?:local/)?s?bin/',
)
