//! Why backups are kept or deleted, and what is wrong with those of a policy: in words.

use jiff::Timestamp;
use jiff::tz::TimeZone;

use crate::backup::Frequency;
use crate::backup::due::Finding;
use crate::backup::retention::Reason;

use super::minute;
use crate::report::Lang;

/// Why a backup is kept or deleted. Instants are shown in the policy's time zone.
pub(super) fn reason(reason: &Reason, zone: &TimeZone, lang: Lang) -> String {
    let until = |instant: &Timestamp| minute(*instant, zone);
    match reason {
        Reason::All => lang.pick("the policy keeps all", "策略保留全部备份").to_owned(),
        Reason::NewestGood => lang.pick("the newest good one", "最新的有效备份").to_owned(),
        Reason::NewestProven => lang
            .pick(
                "the newest that a restore drill has proven",
                "最近一次恢复演练验证过的备份",
            )
            .to_owned(),
        Reason::Pinned => lang.pick("pinned", "已固定").to_owned(),
        Reason::Immutable(end) => lang.pick(
            format!("a place holds it until {}", until(end)),
            format!("存储位置锁定至 {}", until(end)),
        ),
        Reason::Young(end) => lang.pick(
            format!("younger than the policy allows, until {}", until(end)),
            format!("未到策略规定的最短保留期，至 {}", until(end)),
        ),
        Reason::Future => lang
            .pick("from the future: a clock was wrong", "时间在未来：时钟曾有误")
            .to_owned(),
        Reason::Last(number) => lang.pick(
            format!("among the newest {number}"),
            format!("属于最新的 {number} 份"),
        ),
        Reason::Daily(day) => lang.pick(format!("the newest of {day}"), format!("{day} 当天最新")),
        Reason::Weekly(week) => lang.pick(format!("the newest of week {week}"), format!("{week} 周内最新")),
        Reason::Monthly(month) => lang.pick(
            format!("the newest of month {month}"),
            format!("{month} 月内最新"),
        ),
        Reason::Yearly(year) => lang.pick(format!("the newest of year {year}"), format!("{year} 年内最新")),
        Reason::AtLeast(number) => lang.pick(
            format!("at least {number} are kept"),
            format!("至少保留 {number} 份"),
        ),
        Reason::OnlyBroken => lang
            .pick(
                "not good, but there is no newer good one",
                "无效，但没有更新的有效备份",
            )
            .to_owned(),
        Reason::FreshBroken => lang
            .pick("not good, but not older than a day", "无效，但未满一天")
            .to_owned(),
        Reason::NoRule => lang.pick("no rule keeps it", "没有规则保留它").to_owned(),
        Reason::Broken => lang
            .pick(
                "not good, and there is a newer good one",
                "无效，且已有更新的有效备份",
            )
            .to_owned(),
    }
}

/// What is wrong with the backups of a policy.
pub(super) fn finding(finding: &Finding, zone: &TimeZone, lang: Lang) -> String {
    let at = |instant: Timestamp| minute(instant, zone);
    let last = |last: Option<Timestamp>| {
        last.map_or_else(
            || lang.pick("never until now", "尚未进行").to_owned(),
            |last| lang.pick(format!("last on {}", at(last)), format!("最近一次 {}", at(last))),
        )
    };
    match finding {
        Finding::Never => lang.pick("there is no good backup", "没有有效备份").to_owned(),
        Finding::Future { taken } => lang.pick(
            format!(
                "the backup of {} is from the future: a clock was wrong, or is",
                at(*taken)
            ),
            format!("{} 的备份时间在未来：时钟曾有误，或现在有误", at(*taken)),
        ),
        Finding::Rpo { age, promised } => {
            let (age, promised) = (lang.period(rounded(*age)), lang.period(*promised));
            lang.pick(
                format!("{age} of work would be lost, and {promised} was promised (RPO)"),
                format!("将丢失 {age}的数据，承诺为 {promised}（RPO）"),
            )
        }
        Finding::Missed { run } => lang.pick(
            format!("the run of {} was missed", at(*run)),
            format!("错过了 {} 的备份", at(*run)),
        ),
        Finding::Rto { took, promised } => {
            let (took, promised) = (lang.period(rounded(*took)), lang.period(*promised));
            lang.pick(
                format!("the last restore took {took}, and {promised} was promised (RTO)"),
                format!("最近一次恢复用时 {took}，承诺为 {promised}（RTO）"),
            )
        }
        Finding::RestoreOverdue { last: when, often } => {
            let (when, often) = (last(*when), frequency(*often, lang));
            lang.pick(
                format!("a restore drill is overdue: {often} was promised, {when}"),
                format!("恢复演练逾期：承诺{often}，{when}"),
            )
        }
        Finding::ChecksumOverdue { last: when, often } => {
            let (when, often) = (last(*when), frequency(*often, lang));
            lang.pick(
                format!("a check of the stored bytes is overdue: {often} was promised, {when}"),
                format!("存储校验逾期：承诺{often}，{when}"),
            )
        }
    }
}

/// How often something is proved.
fn frequency(often: Frequency, lang: Lang) -> &'static str {
    match often {
        Frequency::EveryRun => lang.pick("with every backup", "每次备份"),
        Frequency::Daily => lang.pick("once a day", "每天一次"),
        Frequency::Weekly => lang.pick("once a week", "每周一次"),
        Frequency::Monthly => lang.pick("once a month", "每月一次"),
        Frequency::Quarterly => lang.pick("once in three months", "每季度一次"),
        Frequency::Yearly => lang.pick("once a year", "每年一次"),
    }
}

/// To whole minutes, from an hour on to whole hours and from two days on to whole days, upwards.
pub(super) fn rounded(seconds: u64) -> u64 {
    let unit = match seconds {
        0..=3_600 => 60,
        3_601..=172_800 => 3_600,
        _ => 86_400,
    };
    seconds.div_ceil(unit) * unit
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reasons_and_findings_in_both_languages() {
        let zone = TimeZone::get("Asia/Shanghai").unwrap();
        let instant: Timestamp = "2026-11-21T18:00:00Z".parse().unwrap();
        let held = Reason::Immutable(instant);
        assert_eq!(
            reason(&held, &zone, Lang::En),
            "a place holds it until 2026-11-22 02:00"
        );
        assert_eq!(reason(&held, &zone, Lang::Zh), "存储位置锁定至 2026-11-22 02:00");
        let lost = Finding::Rpo {
            age: 93_601,
            promised: 86_400,
        };
        assert_eq!(
            finding(&lost, &zone, Lang::En),
            "27h of work would be lost, and 24h was promised (RPO)"
        );
        assert_eq!(
            finding(&lost, &zone, Lang::Zh),
            "将丢失 27 小时的数据，承诺为 24 小时（RPO）"
        );
        let overdue = Finding::RestoreOverdue {
            last: None,
            often: Frequency::Monthly,
        };
        assert_eq!(
            finding(&overdue, &zone, Lang::En),
            "a restore drill is overdue: once a month was promised, never until now"
        );
        assert_eq!(
            finding(&overdue, &zone, Lang::Zh),
            "恢复演练逾期：承诺每月一次，尚未进行"
        );
    }
}
