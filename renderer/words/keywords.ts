/** What else commands are looked for by, by their ids: the words of the command line, and what others call it. */
export const keywords: Readonly<Record<string, string>> = {
  'job.new': 'submit add create prompt', 'job.newAfter': 'submit dependent child', 'plan.new': 'plan yaml graph pipeline', 'plan.export': 'plan export yaml json', 'plan.schema': 'plan json schema editor',
  'job.edit': 'change prompt priority', 'job.after': 'edit dependencies edges parents', 'job.followUp': 'continue reply more', 'job.conversation': 'continue transcript chat', 'job.takeOver': 'open session terminal attach', 'list.conversation': 'ls continue',
  'go.queue': 'ls list queue', 'go.running': 'ls active', 'go.pending': 'ls queued blocked held wait', 'go.finished': 'ls done ended history', 'list.filter': 'ls search find', 'list.clear': 'ls reset', 'list.older': 'ls --all more history',
  'job.log': 'logs wait output follow', 'job.terminal': 'logs --raw output pty', 'job.searchLog': 'logs --grep find', 'job.changes': 'diff patch files', 'job.details': 'show spec runs info',
  'job.graph': 'dependencies', 'go.graph': 'dependencies all', 'graph.export': 'export mermaid dot graphviz copy', 'graph.preview': 'cancel --dry-run',
  'job.cancel': 'stop kill abort', 'job.hold': 'pause stop', 'job.release': 'unhold continue resume', 'job.retry': 'rerun again', 'job.land': 'merge squash rebase', 'job.holdAll': 'subtree', 'job.releaseAll': 'subtree unhold',
  'go.pipelines': 'pipeline ls', 'pipeline.cancel': 'pipeline stop', 'pipeline.retry': 'pipeline rerun', 'pipeline.hold': 'pipeline pause', 'pipeline.release': 'pipeline unhold',
  'go.inbox': 'approvals approve deny questions permission', 'inbox.allow': 'approve yes', 'inbox.allowJob': 'approve --always', 'inbox.deny': 'deny --always refuse no',
  'go.profiles': 'profile ls login check', 'profile.add': 'profile add create', 'profile.edit': 'profile change', 'profile.check': 'profile check ready doctor login', 'profile.login': 'profile login log in sign in', 'profile.versions': 'profile show history', 'profile.pause': 'profile stop', 'profile.resume': 'profile resume', 'profile.remove': 'profile rm delete',
  'go.schedules': 'schedule ls cron', 'schedule.add': 'schedule cron every repeat', 'schedule.run': 'schedule run', 'schedule.pause': 'schedule stop', 'schedule.resume': 'schedule resume', 'schedule.edit': 'schedule change', 'schedule.remove': 'schedule rm delete',
  'go.settings': 'status serve engine version preferences', 'go.doctor': 'doctor diagnose status', 'engine.gc': 'gc clean worktrees', 'engine.pause': 'pause stop queue', 'engine.resume': 'resume unpause continue', 'engine.practice': 'demo tutorial example', 'go.welcome': 'demo help tutorial',
  'window.keys': 'help shortcuts keyboard', 'theme.light': 'appearance colours', 'theme.dark': 'appearance colours', 'theme.system': 'appearance colours',
}
