// What the board says besides the desk's words.

const zh = {
  boardTitle: '督查看板',
  boardSignIn: '看板供督查人员使用。',
  supervisorsOnly: '看板只对督查人员开放。',
  breaksThisWeek: '本周到期与已超期',
  breaksHint: '本周内不办完就会超期的，和已经超期还没办完的。',
  nothingBreaks: '本周没有会超期的环节。',
  lightsBy: '各部门各环节预警情况',
  onTimeBy: '按时办结率',
  onTimeHint: '已办结的环节里按时办结的比例。',
  onTimeRate: '按时办结率',
  nothingDone: '还没有办结的环节。',
  meanBy: '平均用时与承诺',
  meanHint: '已送电办件从受理到送电的平均工作日，不含用电人自己的工程；竖线是承诺。',
  meanOf: (mean, promise) => `${Math.round(mean * 10) / 10}${promise === null ? '' : ` / ${promise}`} 天`,
  meanDays: '平均工作日',
  promised: '承诺工作日',
  closedCases: '已送电',
  ageingBy: '在办时长',
  ageingHint: '办理中的办件从申请至今的天数。',
  age: '天数',
  ageSpan: (from, to) => (to === null || to === undefined ? `${from} 天以上` : `${from}–${to} 天`),
  total: '合计',
};

const en = {
  boardTitle: 'Supervision board',
  boardSignIn: 'The board is for supervisors.',
  supervisorsOnly: 'The board is open to supervisors only.',
  breaksThisWeek: 'Due this week, and overdue',
  breaksHint:
    'Steps that break a promise unless they are finished this week, and those that have broken one and are still open.',
  nothingBreaks: 'No step breaks a promise this week.',
  lightsBy: 'Lights by department and step',
  onTimeBy: 'On time',
  onTimeHint: 'Of the steps that are finished, how many were on time.',
  onTimeRate: 'On time',
  nothingDone: 'No step is finished yet.',
  meanBy: 'Mean time against promise',
  meanHint:
    'Mean working days from acceptance to power-on, without the applicant’s own works; the upright line is the promise.',
  meanOf: (mean, promise) => `${Math.round(mean * 10) / 10}${promise === null ? '' : ` / ${promise}`} days`,
  meanDays: 'Mean, working days',
  promised: 'Promised',
  closedCases: 'Powered on',
  ageingBy: 'Age of open cases',
  ageingHint: 'Days since the application.',
  age: 'Days',
  ageSpan: (from, to) => (to === null || to === undefined ? `${from} and more` : `${from}–${to}`),
  total: 'Total',
};

export const board = { zh, en };
