//! The kinds of changes, what each is about, and what becomes of that.

use serde::Serialize;

/// The kinds of changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// There is a new operation.
    OperationAdded,
    /// An operation is gone.
    OperationRemoved,
    /// It is called otherwise in Rust, or has another id.
    OperationRenamed,
    /// It has another HTTP method or path.
    EndpointChanged,
    /// Its method takes something else.
    ArgumentsChanged,
    /// It gives something else.
    AnswerChanged,
    /// It takes other options.
    OptionsChanged,
    /// Its pages can be walked, or no longer.
    PagesChanged,
    /// Its body travels otherwise.
    BodyChanged,
    /// It needs other credentials.
    SecurityChanged,
    /// It goes to another server.
    ServerChanged,
    /// It fails otherwise.
    ErrorsChanged,
    /// There is a new type.
    TypeAdded,
    /// A type is gone.
    TypeRemoved,
    /// A type has another name or place.
    TypeRenamed,
    /// A type is something else: an enum that was a struct.
    TypeReplaced,
    /// A type is compiled with other features.
    TypeGated,
    /// There is a new field.
    FieldAdded,
    /// A field is gone.
    FieldRemoved,
    /// A field has another name.
    FieldRenamed,
    /// A field need not be there.
    FieldOptional,
    /// A field must be there.
    FieldRequired,
    /// A field may be null, or may not.
    FieldNullable,
    /// A field has another type.
    FieldRetyped,
    /// A parameter travels elsewhere or is written otherwise.
    ParameterMoved,
    /// What `new` takes.
    ConstructorChanged,
    /// A setter, or a method that gives a default.
    MethodChanged,
    /// What holds when a field is absent.
    DefaultChanged,
    /// Which values are allowed.
    LimitsChanged,
    /// Whether `Debug` shows it.
    SecrecyChanged,
    /// A property that is sent without being a field.
    FixedChanged,
    /// An enum has more values.
    ValuesAdded,
    /// An enum has fewer values.
    ValuesRemoved,
    /// A value or a member has another name.
    VariantRenamed,
    /// A union has another member, or an answer another status.
    MemberAdded,
    /// A union has one member less, or an answer one status less.
    MemberRemoved,
    /// A member holds something else.
    MemberRetyped,
    /// What tells members apart.
    DiscriminatorChanged,
    /// Whether its use is discouraged.
    DeprecationChanged,
    /// What is said about it.
    DocumentationChanged,
    /// There is a new security scheme.
    SchemeAdded,
    /// A security scheme is gone.
    SchemeRemoved,
    /// A security scheme works otherwise.
    SchemeChanged,
    /// There is a new server.
    ServerAdded,
    /// A server is gone.
    ServerRemoved,
    /// The package has another name.
    PackageRenamed,
    /// There is a new feature.
    FeatureAdded,
    /// A feature is gone.
    FeatureRemoved,
}

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

impl Kind {
    /// What it is about.
    pub const fn topic(self) -> Topic {
        use Kind::*;
        match self {
            OperationAdded | OperationRemoved | OperationRenamed | EndpointChanged | ArgumentsChanged
            | AnswerChanged | OptionsChanged | PagesChanged | BodyChanged | ErrorsChanged => Topic::Operations,
            TypeAdded | TypeRemoved | TypeRenamed | TypeReplaced | TypeGated => Topic::Types,
            FieldAdded | FieldRemoved | FieldRenamed | FieldOptional | FieldRequired | FieldNullable | FieldRetyped
            | ParameterMoved | ConstructorChanged | MethodChanged | DefaultChanged | LimitsChanged | SecrecyChanged
            | FixedChanged => Topic::Fields,
            ValuesAdded | ValuesRemoved | VariantRenamed | MemberAdded | MemberRemoved | MemberRetyped
            | DiscriminatorChanged => Topic::Values,
            SecurityChanged | SchemeAdded | SchemeRemoved | SchemeChanged | ServerChanged | ServerAdded
            | ServerRemoved => Topic::Access,
            PackageRenamed | FeatureAdded | FeatureRemoved => Topic::Package,
            DocumentationChanged | DeprecationChanged => Topic::Documentation,
        }
    }

    /// What becomes of that.
    pub const fn fate(self) -> Fate {
        use Kind::*;
        match self {
            OperationAdded | TypeAdded | FieldAdded | ValuesAdded | MemberAdded | SchemeAdded | ServerAdded
            | FeatureAdded => Fate::Added,
            OperationRemoved | TypeRemoved | FieldRemoved | ValuesRemoved | MemberRemoved | SchemeRemoved
            | ServerRemoved | FeatureRemoved => Fate::Removed,
            _ => Fate::Changed,
        }
    }
}
