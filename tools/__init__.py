"""What generates `policyguard/data`; the package never imports it."""
