//! Words that tell things apart although they change little in a name: left and right, brass and copper.

/// What makes a thing another one even where only one of two names says it: 内六角 and 六角 are two screws.
const STRICT_HAN: &str =
    "左右上下内外前后正反公母阴阳单双大小长短高低粗细厚薄软硬开关进出冷热横竖平弹圆方沉半全无非不未副主新旧";
const STRICT_WORDS: &[&str] = &[
    "left", "right", "upper", "lower", "top", "bottom", "inner", "outer", "internal", "external", "front",
    "rear", "back", "male", "female", "single", "double", "small", "medium", "large", "long", "short", "no",
    "non", "not", "without", "half", "full", "in", "out", "on", "off", "hot", "cold", "old", "new", "open",
    "closed",
];

/// What makes two names those of different things where each names another of a group; one may say less. Of terms that are
/// parts of others the longest counts.
const GROUPS: &[&[&str]] = &[
    &[
        "不锈钢",
        "碳钢",
        "合金钢",
        "铸铁",
        "铸钢",
        "黄铜",
        "紫铜",
        "青铜",
        "铜",
        "铝合金",
        "铝",
        "锌合金",
        "锌",
        "钛",
        "铁",
        "尼龙",
        "塑料",
        "橡胶",
        "硅胶",
        "木",
        "玻璃",
        "陶瓷",
        "pvc",
        "ppr",
        "pp",
        "pe",
        "ptfe",
        "abs",
        "pom",
        "nylon",
        "rubber",
        "plastic",
        "brass",
        "copper",
        "bronze",
        "aluminium",
        "aluminum",
        "stainless",
        "steel",
        "iron",
        "wood",
        "glass",
        "titanium",
    ],
    &[
        "红", "橙", "黄", "绿", "蓝", "紫", "黑", "白", "灰", "棕", "透明", "red", "orange", "yellow",
        "green", "blue", "purple", "black", "white", "grey", "gray", "brown", "clear",
    ],
    &[
        "镀锌",
        "热镀锌",
        "镀镍",
        "镀铬",
        "发黑",
        "达克罗",
        "本色",
        "喷漆",
        "喷塑",
    ],
    &[
        "螺栓", "螺母", "螺钉", "螺柱", "垫圈", "螺帽", "销", "铆钉", "bolt", "nut", "screw", "stud",
        "washer", "pin", "rivet",
    ],
    &["直流", "交流", "dc", "ac"],
    &["常开", "常闭"],
    &["水平", "垂直", "立式", "卧式"],
    &["粗牙", "细牙"],
    &["英制", "公制", "美制"],
    &["弯头", "三通", "四通", "直通", "法兰", "变径"],
    &[
        "球阀",
        "闸阀",
        "蝶阀",
        "截止阀",
        "止回阀",
        "安全阀",
        "电磁阀",
        "减压阀",
    ],
];

/// Whether a character or a word makes a thing another one wherever it stands.
pub(super) fn is_strict(word: &str) -> bool {
    STRICT_WORDS.contains(&word)
}

/// The same for a Chinese character.
pub(super) fn is_strict_character(c: char) -> bool {
    STRICT_HAN.contains(c)
}

/// Whether two lists of words name different members of a group.
pub(super) fn differ(left: &[&str], right: &[&str]) -> bool {
    GROUPS.iter().any(|group| {
        let (left, right) = (members(group, left), members(group, right));
        !left.is_empty() && !right.is_empty() && left != right
    })
}

/// The members of a group that words name, in order.
fn members<'g>(group: &[&'g str], words: &[&str]) -> Vec<&'g str> {
    let mut found: Vec<&str> = Vec::new();
    for word in words {
        let named = |term: &&&str| {
            if term.is_ascii() {
                *word == **term || word.strip_suffix('s') == Some(**term)
            } else {
                word.contains(**term)
            }
        };
        let here: Vec<&str> = group.iter().filter(named).copied().collect();
        let longest = here.iter().filter(|term| {
            !here
                .iter()
                .any(|other| other.len() > term.len() && other.contains(**term))
        });
        found.extend(longest);
    }
    found.sort_unstable();
    found.dedup();
    found
}

#[cfg(test)]
mod tests {
    use super::differ;

    #[test]
    fn members_of_a_group_are_told_apart() {
        assert!(differ(&["铜螺母"], &["铁螺母"]));
        assert!(differ(&["不锈钢螺栓"], &["碳钢螺栓"]));
        assert!(!differ(&["不锈钢螺栓"], &["螺栓"]));
        assert!(!differ(&["不锈钢", "螺栓"], &["螺栓", "不锈钢"]));
        assert!(differ(&["hex", "bolt"], &["hex", "nut"]));
        assert!(!differ(&["hex", "bolts"], &["hex", "bolt"]));
        assert!(differ(&["镀锌管"], &["热镀锌管"]));
    }
}
