-- What an agency may be given (statutory classes, group, ICO registration) each agreement says for itself, in its own text:
-- an agreement that somebody makes with an agency of their own invention changes nothing under another.
alter table agency
  drop column legal_classes,
  drop column isp_group,
  drop column area,
  drop column ico_until;
