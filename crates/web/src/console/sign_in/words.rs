//! The words of signing in.

use crate::console::text::With1;

pub(super) struct Words {
    pub(super) title: &'static str,
    pub(super) login: &'static str,
    pub(super) password: &'static str,
    pub(super) enter: &'static str,
    pub(super) forgotten: &'static str,
    pub(super) or: &'static str,
    pub(super) by: With1,
    pub(super) wrong: &'static str,
    pub(super) locked: With1,
    pub(super) disabled: &'static str,
    pub(super) busy: &'static str,
    pub(super) not_safe: &'static str,
    pub(super) provider_failed: &'static str,
    pub(super) no_role: &'static str,
    pub(super) welcome: &'static str,
    pub(super) welcome_lead: &'static str,
    pub(super) name: &'static str,
    pub(super) login_hint: &'static str,
    pub(super) password_hint: &'static str,
    pub(super) create: &'static str,
    pub(super) no_welcome: &'static str,
    pub(super) no_welcome_how: &'static str,
}

pub(super) const ENGLISH: Words = Words {
    title: "Sign in",
    login: "Login",
    password: "Password",
    enter: "Sign in",
    forgotten: "Forgotten? Whoever manages users sets a new password.",
    or: "or",
    by: |name| format!("Sign in with {name}"),
    wrong: "The login or the password is wrong.",
    locked: |until| format!("Too many wrong passwords. Try again at {until}."),
    disabled: "This user may not sign in. Ask whoever manages users.",
    busy: "Too many people are signing in at this moment. Try again.",
    not_safe: "This connection is not encrypted, so a password could be read on the way. Open the \
               console by https, or on the machine that it runs on.",
    provider_failed: "Signing in by the identity provider did not work. Try again; if it stays so, \
                      whoever runs the server finds the reason in its log.",
    no_role: "The identity provider knows you, but no role is meant for you here. Ask whoever \
              manages users.",
    welcome: "Make the first user",
    welcome_lead: "Nobody can sign in yet. The first user manages everything, and makes the others.",
    name: "Your name",
    login_hint: "Letters, digits and . _ - + @, such as your e-mail address.",
    password_hint: "12 characters at least. A sentence of your own is good.",
    create: "Make the user and sign in",
    no_welcome: "This link does not work any more",
    no_welcome_how: "It makes the first user, once, while the server that told it runs. Sign in, or \
                     make a user with: kept user create.",
};

pub(super) const HEBREW: Words = Words {
    title: "כניסה",
    login: "שם משתמש",
    password: "סיסמה",
    enter: "כניסה",
    forgotten: "שכחתם? מי שמנהל את המשתמשים קובע סיסמה חדשה.",
    or: "או",
    by: |name| format!("כניסה באמצעות \u{2068}{name}\u{2069}"),
    wrong: "שם המשתמש או הסיסמה שגויים.",
    locked: |until| format!("יותר מדי סיסמאות שגויות. נסו שוב ב־\u{2068}{until}\u{2069}."),
    disabled: "המשתמש אינו מורשה להיכנס. פנו למי שמנהל את המשתמשים.",
    busy: "אנשים רבים מדי נכנסים ברגע זה. נסו שוב.",
    not_safe: "החיבור אינו מוצפן, ולכן אפשר לקרוא את הסיסמה בדרך. פתחו את המערכת ב־https, או מהמחשב \
               שעליו היא פועלת.",
    provider_failed: "הכניסה באמצעות ספק הזהויות לא הצליחה. נסו שוב; אם זה נמשך, מי שמפעיל את השרת \
                      ימצא את הסיבה ביומן שלו.",
    no_role: "ספק הזהויות מכיר אתכם, אבל לא הוגדר לכם כאן תפקיד. פנו למי שמנהל את המשתמשים.",
    welcome: "יצירת המשתמש הראשון",
    welcome_lead: "עדיין אין מי שיכול להיכנס. המשתמש הראשון מנהל הכול, ויוצר את האחרים.",
    name: "שמך",
    login_hint: "אותיות לטיניות, ספרות ו־. _ - + @, למשל כתובת הדואר האלקטרוני.",
    password_hint: "12 תווים לפחות. משפט משלך הוא בחירה טובה.",
    create: "יצירת המשתמש וכניסה",
    no_welcome: "הקישור כבר אינו פעיל",
    no_welcome_how: "הוא יוצר את המשתמש הראשון, פעם אחת, כל עוד השרת שמסר אותו פועל. היכנסו, או צרו \
                     משתמש בפקודה: kept user create.",
};
