//! What changes are about, for those who look for changes of one kind.

use crate::diff::Kind;

/// What a change is about. There are more kinds of changes than anyone wants to choose from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Topic {
    Operations,
    Types,
    Fields,
    Values,
    Access,
    Package,
    Documentation,
}

impl Topic {
    pub(super) const ALL: [Self; 7] =
        [Self::Operations, Self::Types, Self::Fields, Self::Values, Self::Access, Self::Package, Self::Documentation];

    pub(super) fn of(kind: Kind) -> Self {
        use Kind::*;
        match kind {
            OperationAdded | OperationRemoved | OperationRenamed | EndpointChanged | ArgumentsChanged
            | AnswerChanged | OptionsChanged | PagesChanged | BodyChanged | ErrorsChanged => Self::Operations,
            TypeAdded | TypeRemoved | TypeRenamed | TypeReplaced | TypeGated | ConstructorChanged => Self::Types,
            FieldAdded | FieldRemoved | FieldRenamed | FieldOptional | FieldRequired | FieldNullable | FieldRetyped
            | ParameterMoved | MethodChanged | DefaultChanged | LimitsChanged | SecrecyChanged | FixedChanged => {
                Self::Fields
            }
            ValuesAdded | ValuesRemoved | VariantRenamed | MemberAdded | MemberRemoved | MemberRetyped
            | DiscriminatorChanged => Self::Values,
            SecurityChanged | SchemeAdded | SchemeRemoved | SchemeChanged | ServerChanged | ServerAdded
            | ServerRemoved => Self::Access,
            PackageRenamed | FeatureAdded | FeatureRemoved => Self::Package,
            DocumentationChanged | DeprecationChanged => Self::Documentation,
        }
    }

    /// Its name in the page's markup and in the fragments of its URLs.
    pub(super) const fn key(self) -> &'static str {
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
    pub(super) const fn label(self) -> &'static str {
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
