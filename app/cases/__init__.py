"""The administrative-penalty case from filing to archive; judicial referral."""
