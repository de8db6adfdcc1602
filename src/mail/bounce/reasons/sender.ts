import { anyOf } from './phrases.ts'

/** What says that it is about who sends, or from where. */

export const relayingDenied = anyOf(
  'relay\\w{0,4}(?: \\w{1,12}){0,2} (?:denied|not (?:permitted|allowed|supported)|prohibited|disabled|rejected|forbidden|refused|restricted)',
  '(?:unable|not allowed|not permitted|cannot|won.?t|will not|do not|does not|not authori[sz]ed|refus\\w{2,3}|denied|prohibited)(?: \\w{1,12}){0,2} (?:to )?relay\\w{0,3}\\b',
  'not (?:an? )?(?:open )?(?:relay|gateway)\\b|my list of (?:allowed )?(?:rcpthosts|validrcptto)|no relaying|as a relay\\b|(?:configured|allowed) to (?:be )?relay|requires authentication before|relay(?:ing)? error|we do not relay',
  '(?:does not|not) (?:a )?local(?:ly)? (?:domain|host)|specified domain is not allowed|insecure mail relay|mail server requires authentication when',
  'must (?:authenticate|log ?in|check …mail) (?:before|first)|that domain isn.?t in my list|authentication required (?:to|for) relay',
)

export const authFailure = anyOf(
  '(?:dmarc|dkim)…(?:fail|reject|polic|not (?:pass|align)|check|invalid|verif|unauth)|(?:fail|violat|reject|unauth|unaligned)\\w{0,5}…(?:dmarc|dkim)\\b',
  '\\bspf\\b…(?:fail|reject|not (?:allowed|pass|authori)|unauthori|hard|softfail|error|domain authentication|mismatch|forbid|deni)|(?:fail\\w{0,3}|reject\\w{0,3}|violat\\w{2,4}|deni\\w{2}|did not pass)…\\bspf\\b|sender policy framework|spf (?:record|check)\\b',
  'not allowed to send (?:mail )?(?:from|for)|openspf\\.|spf\\.pobox|authentication checks? failed|unauthenticated e-?mail|sender id|purported responsible address',
)

export const senderRejected = anyOf(
  '\\bsender(?: \\w{1,12}){0,3} (?:rejected|refused|denied|invalid|not (?:allowed|accepted|permitted|known|found|valid|authori[sz]ed)|blocked|blacklisted|unknown|is spammer)',
  '(?:invalid|bad|unroutable|unrouteable|unknown|unverified|forged|null) (?:envelope )?sender',
  '\\b(?:from|mail from|return path|reverse[- ]path)\\b…(?:(?:does ?n.?t|does not) exist|not exist|is invalid|must (?:resolve|exist)|not owned)',
  '(?:access|mail|messages?) (?:denied|rejected|refused)…(?:sender|from address)|reject(?:ed|s)? (?:mail|message)s? from\\b|blocked sender|do(?:es)? not accept mail from|no mail from',
  'domain of sender address|sender domain|sender address|sender verify|not a member|non-?member|are not (?:a )?member|member article|not allowed to post|badsendermx|empty envelope sender|returned mail not accepted',
  'may not have permission to post|not be open to posting|your (?:e-?mail )?(?:address|domain) (?:has been|is) (?:blacklisted|blocked|rejected)|backscatter|spam complaints|000b0981|resolver\\.rst\\.notauthorized|not permitted to (?:send|submit)|administrative prohibition',
)

export const blocked = anyOf(
  '\\b(?:rbl|dnsbl|spamhaus|spamcop|barracudacentral|abuseat|sorbs|block ?list\\w{0,3}|black ?list\\w{0,3}|block list|banned)\\b',
  '(?:ip|ips|client|host|server|network|connection|address)\\b…(?:is |has been |was )?(?:blocked|banned|blacklisted|listed (?:in|at|by|as))',
  '(?:client|client host|host|ip|ip address|your (?:ip|host|server))\\b… (?:rejected|refused|denied|not allowed to connect)',
  '(?:access|connection|mail|service|email|server access) (?:denied|refused|rejected|blocked|forbidden|dropped)(?: by|\\.|:| from| -|,) …(?:ip|host|server|network|http|policy|dns)?',
  'requires confirmation|confirm this mail server|reverse dns|\\bptr\\b|rdns|cannot (?:find|resolve) your (?:hostname|address)|dynamic ip|generic dns|client host rejected|open proxy|unresolvable relay host|lookup failed|no access from mail server',
  'use the smtp server of your isp|(?:blocked|refused) - see http|bad sender ip|ip name lookup failed|go away|you are not (?:allowed|permitted) to connect|connection (?:refused by|reset by peer|dropped)|refused to talk to me',
  'refused to accept your (?:connection|mail)|not accepting mail from your|low reputation|ip/domain reputation|reputation problems|sending ip|bad reputation|poor reputation',
)

export const tooFast = anyOf(
  '(?:rate|frequency|throttl|too (?:quickly|fast|frequent))…(?:limit|exceed|mail|message|deliver)?\\w{0,3}\\b(?:limit\\w{0,3}|ed|ing|exceeded)',
  'receiving mail too quickly|rate that prevents|rate limit|throttl|sending (?:too|messages) (?:fast|frequently)|max(?:imum)? message rate|please try again slower',
)

export const tooMany = anyOf(
  'too many (?:connections|concurrent|recipients|sessions|smtp|mails|messages from|unknown|errors|hosts)|(?:connection|recipient) (?:rate |count )?limit exceeded|reciplimit|connection frequency|maximum (?:number of )?(?:connections|recipients)|00010256',
)
