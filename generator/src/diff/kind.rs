//! The kinds of changes, what each is about, and what becomes of that.

use serde::Serialize;

/// What a change is about. There are more kinds of changes than anyone wants to choose from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Topic {
    /// Operations, and what they take and give.
    Operations,
    /// Types.
    Types,
    /// Fields, and what makes and sets them.
    Fields,
    /// Values of enums, members of unions, answers by status.
    Values,
    /// Credentials and servers.
    Access,
    /// The package and its features.
    Package,
    /// What is said about things.
    Documentation,
}

/// What has become of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Fate {
    /// It is new.
    Added,
    /// It is gone.
    Removed,
    /// It is there, and otherwise.
    Changed,
}

impl Topic {
    /// All of them.
    pub const ALL: [Self; 7] =
        [Self::Operations, Self::Types, Self::Fields, Self::Values, Self::Access, Self::Package, Self::Documentation];

    /// Its name for programs.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Operations => "operations",
            Self::Types => "types",
            Self::Fields => "fields",
            Self::Values => "values",
            Self::Access => "access",
            Self::Package => "package",
            Self::Documentation => "documentation",
        }
    }

    /// Its name for readers.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Operations => "Operations",
            Self::Types => "Types",
            Self::Fields => "Fields",
            Self::Values => "Values and variants",
            Self::Access => "Credentials and servers",
            Self::Package => "Package and features",
            Self::Documentation => "Documentation",
        }
    }
}

macro_rules! kinds {
    ($( $(#[$doc:meta])* $kind:ident = $topic:ident, $fate:ident; )*) => {
        /// The kinds of changes.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
        #[serde(rename_all = "kebab-case")]
        pub enum Kind { $( $(#[$doc])* $kind, )* }

        impl Kind {
            /// All kinds, in the order of this list.
            pub const ALL: &'static [Self] = &[$(Self::$kind),*];

            /// What it is about.
            pub const fn topic(self) -> Topic {
                match self { $(Self::$kind => Topic::$topic,)* }
            }

            /// What becomes of that.
            pub const fn fate(self) -> Fate {
                match self { $(Self::$kind => Fate::$fate,)* }
            }
        }
    };
}

kinds! {
    /// There is a new operation.
    OperationAdded = Operations, Added;
    /// An operation is gone.
    OperationRemoved = Operations, Removed;
    /// Users can call it, which only the crate could, or no longer.
    OperationHidden = Operations, Changed;
    /// It is called otherwise in Rust, or has another id.
    OperationRenamed = Operations, Changed;
    /// It has another HTTP method or path.
    EndpointChanged = Operations, Changed;
    /// Its method takes something else.
    ArgumentsChanged = Operations, Changed;
    /// It gives something else.
    AnswerChanged = Operations, Changed;
    /// It takes other options.
    OptionsChanged = Operations, Changed;
    /// Its pages can be walked, or no longer.
    PagesChanged = Operations, Changed;
    /// Its body travels otherwise.
    BodyChanged = Operations, Changed;
    /// It needs other credentials.
    SecurityChanged = Access, Changed;
    /// It goes to another server.
    ServerChanged = Access, Changed;
    /// It fails otherwise.
    ErrorsChanged = Operations, Changed;
    /// There is a new type.
    TypeAdded = Types, Added;
    /// A type is gone.
    TypeRemoved = Types, Removed;
    /// A type has another name or place.
    TypeRenamed = Types, Changed;
    /// A type is something else: an enum that was a struct.
    TypeReplaced = Types, Changed;
    /// A type derives something else.
    DerivesChanged = Types, Changed;
    /// Code may rely on there being no further fields or variants, or no longer.
    ExhaustivenessChanged = Types, Changed;
    /// A type is a further name of another one, or no longer.
    TypeShared = Types, Changed;
    /// A type is compiled with other features.
    TypeGated = Types, Changed;
    /// There is a new field.
    FieldAdded = Fields, Added;
    /// A field is gone.
    FieldRemoved = Fields, Removed;
    /// A field has another name.
    FieldRenamed = Fields, Changed;
    /// A field need not be there.
    FieldOptional = Fields, Changed;
    /// A field must be there.
    FieldRequired = Fields, Changed;
    /// A field may be null, or may not.
    FieldNullable = Fields, Changed;
    /// A field has another type.
    FieldRetyped = Fields, Changed;
    /// A parameter travels elsewhere or is written otherwise.
    ParameterMoved = Fields, Changed;
    /// What `new` takes.
    ConstructorChanged = Fields, Changed;
    /// A setter, or a method that gives a default.
    MethodChanged = Fields, Changed;
    /// What holds when a field is absent.
    DefaultChanged = Fields, Changed;
    /// Which values are allowed.
    LimitsChanged = Fields, Changed;
    /// Whether `Debug` shows it.
    SecrecyChanged = Fields, Changed;
    /// A property that is sent without being a field.
    FixedChanged = Fields, Changed;
    /// An enum has more values.
    ValuesAdded = Values, Added;
    /// An enum has fewer values.
    ValuesRemoved = Values, Removed;
    /// A value or a member has another name.
    VariantRenamed = Values, Changed;
    /// A union has another member, or an answer another status.
    MemberAdded = Values, Added;
    /// A union has one member less, or an answer one status less.
    MemberRemoved = Values, Removed;
    /// A member holds something else.
    MemberRetyped = Values, Changed;
    /// What tells members apart.
    DiscriminatorChanged = Values, Changed;
    /// Whether its use is discouraged.
    DeprecationChanged = Documentation, Changed;
    /// What is said about it.
    DocumentationChanged = Documentation, Changed;
    /// There is a new security scheme.
    SchemeAdded = Access, Added;
    /// A security scheme is gone.
    SchemeRemoved = Access, Removed;
    /// A security scheme works otherwise.
    SchemeChanged = Access, Changed;
    /// There is a new server.
    ServerAdded = Access, Added;
    /// A server is gone.
    ServerRemoved = Access, Removed;
    /// The package has another name.
    PackageRenamed = Package, Changed;
    /// There is a new feature.
    FeatureAdded = Package, Added;
    /// A feature is gone.
    FeatureRemoved = Package, Removed;
}
